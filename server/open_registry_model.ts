import { join } from "node:path";
import type { Log } from "../lib/log.ts";
import { createMlflowHttp } from "../lib/tracking/mlflow_http.ts";
import { createRegistry } from "../lib/tracking/registry.ts";
import type { Config, RegistryConfig } from "./config.ts";
import { createModelCache } from "./model_cache.ts";
import { createRegistryModel, type RegistryModel } from "./registry_model.ts";

/** Milliseconds for one answer, since a start waits for it, and attempts; a file gets more time. */
const timeoutMs = 5_000, attempts = 3;

export interface OpenRegistryModelOptions {
  config: Pick<Config, "dataDir"> & { registry: RegistryConfig };
  log: Log;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/** The registered model that the operator chose, with its cache in `DATA_DIR/models`. Asks nobody yet. */
export function openRegistryModel({ config, log, signal }: OpenRegistryModelOptions): RegistryModel {
  const { registry: { model, reference, address }, dataDir } = config;
  const http = createMlflowHttp({ address, timeoutMs, attempts, random: Math.random, signal });
  const registry = createRegistry(http);
  const cache = createModelCache({
    folder: join(dataDir, "models"),
    reference: model,
    uri: address.uri,
    now: Date.now,
  });
  return createRegistryModel({ reference, shownAs: model, registry, cache, signal, now: Date.now, log });
}
