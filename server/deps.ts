import type { Log } from "../lib/log.ts";
import type { PredictionLog } from "../lib/prediction_log/prediction_log.ts";
import type { Monitor } from "./monitor.ts";
import type { KeyRing, Principal } from "./keys.ts";
import type { RegistryModel } from "./registry_model.ts";
import type { Refusals } from "./refusals.ts";
import type { ServedModels } from "./served_models.ts";
import type { ServerMetrics } from "./server_metrics.ts";
import type { Sessions } from "./sessions.ts";

/** All that the app needs from outside: it opens nothing and reads no environment. */
export interface Deps {
  served: ServedModels;
  /** What is known of the registry; undefined where the model is a folder's. */
  registry?: Pick<RegistryModel, "status">;
  predictions: PredictionLog;
  /** Undefined where no keys are set: everybody may do everything, on loopback. */
  keys: KeyRing | undefined;
  sessions: Sessions;
  metrics: ServerMetrics;
  refusals: Refusals;
  monitor: Monitor;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A UUID of version 7, greater than every one before. */
  newId: () => string;
  limits: Limits;
  /** False from the first SIGTERM on: `/readyz` answers 503 and front ends send no more. */
  accepting: () => boolean;
  /** Faultline's own version. */
  version: string;
  /**
   * The host names that are answered to, without ports, where the server has no keys and listens on loopback alone:
   * else any site could make a visitor's browser talk to it. Undefined: any name.
   */
  hosts?: readonly string[];
  /** How many front ends append to `X-Forwarded-For` (default 0: the header is not believed). */
  trustedProxies?: number;
}

/** How much one caller may ask. */
export interface Limits {
  /** Bytes of one reading's body, and of a batch's, before and after decompression. */
  bodyBytes: number;
  batchBytes: number;
  /** Milliseconds that a body may take to arrive. */
  bodyTimeoutMs: number;
  /** Requests a minute for each key; 0 for no limit. */
  ratePerMinute: number;
}

/** The limits that hold where nothing else is said. */
export const defaultLimits: Limits = {
  bodyBytes: 1 << 20,
  batchBytes: 16 << 20,
  bodyTimeoutMs: 10_000,
  ratePerMinute: 0,
};

/** What middleware leaves for handlers. */
export interface AppEnv {
  Variables: {
    /** The caller's request id, else one made here. It is returned and stored. */
    requestId: string;
    /** Who asks; undefined where no keys are set. */
    principal: Principal | undefined;
  };
}
