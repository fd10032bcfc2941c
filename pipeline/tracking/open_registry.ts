import { FaultlineError } from "../../lib/errors.ts";
import { createMlflowHttp, type MlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import { createRegistry, type Registry } from "../../lib/tracking/registry.ts";
import { trackingAddress } from "../../lib/tracking/tracking_address.ts";
import type { TaskContext } from "../stage.ts";

/** The tracking server and its registry. */
export interface OpenRegistry {
  http: MlflowHttp;
  registry: Registry;
}

/**
 * The registry of the server that `MLFLOW_TRACKING_URI` names. Asks nobody yet.
 *
 * @throws {FaultlineError} `TRACKING_ADDRESS` when it names none.
 */
export function openRegistry({ env, log }: Pick<TaskContext, "env" | "log">): OpenRegistry {
  const address = trackingAddress(env);
  if (address === null) {
    throw new FaultlineError(
      "TRACKING_ADDRESS",
      "MLFLOW_TRACKING_URI is not set: it says where the tracking server is",
      {
        hint: "e.g. MLFLOW_TRACKING_URI=http://127.0.0.1:5001; see docs/tracking.md",
      },
    );
  }
  const http = createMlflowHttp({ address, random: Math.random, log });
  return { http, registry: createRegistry(http) };
}
