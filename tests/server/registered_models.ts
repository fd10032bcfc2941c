import { encodeModel, modelVersion } from "../../lib/model/model_file.ts";
import type { Model } from "../../lib/model/model.ts";
import { writeReference } from "../../lib/model/write_reference.ts";
import { withEngineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import { createMlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import { createRegistry, type Registry } from "../../lib/tracking/registry.ts";
import { fitSample, simulated } from "../lib/model/sample_model.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault_proxy.ts";
import { startMlflow } from "../support/mlflow_server.ts";
import { type Finished, runProgram } from "../support/run_task.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { type ModelFiles, registerFiles } from "./register_files.ts";
import { sampleMetrics } from "./sample_metrics.ts";

/** A model and its folder's files. */
export interface Sample {
  model: Model;
  version: string;
  files: ModelFiles;
}

/** A real registry that wants a token, models for it, and servers that take theirs from there. */
export interface RegisteredModels extends AsyncDisposable {
  registry: Registry;
  /** What the registry wants of whoever asks. */
  token: string;
  /** The servers' way to the registry, which a test can cut. */
  proxy: FaultProxy;
  first: Sample;
  second: Sample;
  /**
   * Registers a sample and makes it champion.
   *
   * @param tagged The files whose hashes its tags are (default: its own).
   * @returns The version's number.
   */
  crown(name: string, sample: Sample, tagged?: ModelFiles): Promise<string>;
  /** Starts a server of that model's champion, with its data in a folder. */
  serve(name: string, folder: TempFolder, env?: Record<string, string>): Promise<ServerProcess>;
  /** Runs a command with the same environment to its end. */
  faultline(verb: string, name: string, folder: TempFolder, env?: Record<string, string>): Promise<Finished>;
}

const token = "token-that-nobody-may-see";
const cwd = new URL("../..", import.meta.url).pathname;
const command = [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts"];

/** Starts MLflow, and fits two models. */
export async function startRegisteredModels(): Promise<RegisteredModels> {
  const [first, second] = [await fittedSample(1), await fittedSample(2)];
  await using starting = new AsyncDisposableStack();
  const mlflow = starting.use(await startMlflow({ auth: `Bearer ${token}` }));
  const proxy = starting.adopt(await startFaultProxy(mlflow.port), (proxy) => proxy.close());
  const made = starting.move();
  const address = { uri: mlflow.uri, authorization: `Bearer ${token}` };
  const http = createMlflowHttp({ address, random: () => 0.5 });
  const registry = createRegistry(http);

  const environment = (name: string, folder: TempFolder, env: Record<string, string> = {}) => ({
    PORT: "0",
    MODEL: `models:/${name}@champion`,
    MODEL_POLL: "1s",
    MLFLOW_TRACKING_URI: `http://127.0.0.1:${proxy.port}`,
    MLFLOW_TRACKING_TOKEN: token,
    MONITOR_EVERY: "off",
    DATA_DIR: folder.file("data"),
    ...env,
  });

  return {
    ...{ registry, token, proxy, first, second },
    async crown(name, { files }, tagged) {
      const { version } = await registerFiles({ http, registry, name, files, tagged });
      await registry.setAlias(name, "champion", version);
      return version;
    },
    serve: (name, folder, env) =>
      startServer({ command: [...command, "serve"], cwd, env: environment(name, folder, env) }),
    faultline: (verb, name, folder, env) =>
      runProgram(command[0], [...command.slice(1), verb], { cwd, env: environment(name, folder, env) }),
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

async function fittedSample(seed: number): Promise<Sample> {
  const sets = ["train.trees=10", "validation.folds=2"];
  const { model, outOfFoldProbability } = await fitSample({ rows: 1500, seed, sets });
  await using folder = await tempFolder();
  const train = withEngineeredFeatures(simulated(1500, seed));
  writeReference(folder.file("reference.arrow"), train, outOfFoldProbability);
  return sampleOf(model, await Deno.readFile(folder.file("reference.arrow")));
}

/** A model as the files of its folder. */
export function sampleOf(model: Model, reference: Uint8Array<ArrayBuffer>): Sample {
  const bytes = new Uint8Array(encodeModel(model));
  const metrics = new TextEncoder().encode(JSON.stringify(sampleMetrics()));
  const files = { "model.safetensors": bytes, "reference.arrow": reference, "metrics.json": metrics };
  return { model, version: modelVersion(bytes), files };
}
