import { FaultlineError } from "../errors.ts";

/** What a tracking server said when it did not do what it was asked to. */
export interface Refusal {
  /** The HTTP status. */
  status: number;
  /** MLflow's `error_code`, e.g. `RESOURCE_DOES_NOT_EXIST`; null when the answer is not MLflow's. */
  errorCode: string | null;
  /** MLflow's own message, or null. */
  message: string | null;
}

/** The refusal behind an error of {@linkcode MlflowHttp}; null for any other error. */
export function refusalOf(error: unknown): Refusal | null {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause !== null && typeof cause === "object" && "errorCode" in cause ? cause as Refusal : null;
}

/** Whether the server knows the endpoint, but not the thing asked for. */
export function isUnknownThing(error: unknown): boolean {
  return refusalOf(error)?.errorCode === "RESOURCE_DOES_NOT_EXIST";
}

/** Whether the server has no such endpoint: a 404, 405 or 501 that is not about a thing. */
export function isAbsentEndpoint(error: unknown): boolean {
  const refusal = refusalOf(error);
  if (refusal === null) return false;
  if (refusal.errorCode === "ENDPOINT_NOT_FOUND" || refusal.errorCode === "NOT_IMPLEMENTED") return true;
  return refusal.errorCode === null && [404, 405, 501].includes(refusal.status);
}

/**
 * Whether the server passes no artifacts on: a 503 that will be no other the next time, which says so, or no endpoint for
 * them at all.
 */
export function isWithoutArtifacts(error: unknown): boolean {
  const isFinal = error instanceof FaultlineError && error.code === "TRACKING_REFUSED";
  return isAbsentEndpoint(error) || (isFinal && refusalOf(error)?.status === 503);
}
