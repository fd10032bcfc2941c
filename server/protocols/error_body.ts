import type { ProblemDetails } from "../problem.ts";

/** A problem in the form that a path's clients read. */
export interface ErrorBody {
  /** Its media type. */
  type: string;
  body: object;
}

/**
 * A problem as the protocol of a path writes errors: the Open Inference Protocol's `{"error"}` under `/v2`, MLflow's
 * `{"error_code", "message"}` where its scoring server answers, RFC 9457 everywhere else. The status is the same in
 * all of them.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { Problem } from "../problem.ts";
 * const details = new Problem("RATE_LIMITED", "more than 60 requests a minute").details("r-1");
 * deepEqual(errorBody("/v2/models/m/infer", details).body, { error: "more than 60 requests a minute" });
 * deepEqual(errorBody("/invocations", details).body, {
 *   error_code: "REQUEST_LIMIT_EXCEEDED",
 *   message: "more than 60 requests a minute",
 * });
 * ```
 */
export function errorBody(path: string, details: ProblemDetails): ErrorBody {
  if (path === "/v2" || path.startsWith("/v2/")) return json({ error: details.detail });
  if (mlflowPaths.has(path)) {
    return json({ error_code: mlflowCode(details.status), message: details.detail });
  }
  return { type: "application/problem+json", body: details };
}

const mlflowPaths: ReadonlySet<string> = new Set(["/invocations", "/ping", "/health", "/version"]);

function json(body: object): ErrorBody {
  return { type: "application/json", body };
}

/** The names of MLflow's error codes (mlflow/exceptions.py, 3.17), by status. */
const mlflowCodes: Readonly<Record<number, string | undefined>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "ENDPOINT_NOT_FOUND",
  422: "INVALID_PARAMETER_VALUE",
  429: "REQUEST_LIMIT_EXCEEDED",
  503: "TEMPORARILY_UNAVAILABLE",
};

/** MLflow's name for a status that it does not know itself is that of the nearest it does. */
function mlflowCode(status: number): string {
  return mlflowCodes[status] ?? (status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR");
}
