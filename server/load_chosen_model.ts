import type { Log } from "../lib/log.ts";
import { type LoadedModel, loadModel } from "../lib/model/load_model.ts";
import { bundled } from "./bundled.ts";
import { readDataDir, readRegistry } from "./config.ts";
import { openRegistryModel } from "./open_registry_model.ts";

/**
 * Loads the model that would be served: the one named here, else the one that `MODEL` names, each a folder or
 * `models:/NAME@ALIAS`, else the one that came with the program.
 *
 * @throws {FaultlineError} As `loadModel`, `readRegistry` and `RegistryModel.take`.
 */
export function loadChosenModel(named: string | undefined, log: Log): Promise<LoadedModel> {
  const env = (name: string) => name === "MODEL" && named ? named : Deno.env.get(name);
  const registry = readRegistry(env);
  if (!registry) return loadModel(env("MODEL")?.trim() || bundled.model);
  return openRegistryModel({ config: { dataDir: readDataDir(env), registry }, log })
    .take(({ folder }) => loadModel(folder));
}
