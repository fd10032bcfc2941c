import { createHash } from "node:crypto";
import type { Outcome } from "../contracts/prediction.ts";

/**
 * The id of an outcome, made from what it is told of: telling it again, or otherwise, gives the same id. Of a
 * prediction: `prediction:` and its id. Of a machine at a time: `machine:` and 32 hex digits of the SHA-256 of the time
 * in UTC to the millisecond, a space, and the machine's id.
 *
 * @returns At most 47 ASCII characters.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const failure = true;
 * const prediction_id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
 * equal(outcomeId({ prediction_id, failure }), "prediction:017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
 * // One moment, written in two ways.
 * const told = outcomeId({ machine_id: "press-1", at: "2026-03-01T12:00:00+01:00", failure });
 * equal(told, outcomeId({ machine_id: "press-1", at: "2026-03-01T11:00:00.000Z", failure: false }));
 * ```
 */
export function outcomeId(outcome: Outcome): string {
  if ("prediction_id" in outcome) return `prediction:${outcome.prediction_id.toLowerCase()}`;
  const at = new Date(outcome.at).toISOString();
  const hash = createHash("sha256").update(`${at} ${outcome.machine_id}`).digest("hex");
  return `machine:${hash.slice(0, 32)}`;
}
