import type { Metrics } from "../contracts/metrics.ts";
import type { RegisterParams } from "../contracts/params.ts";
import type { Comparison } from "./comparison.ts";

/** What is judged. */
export interface GateEvidence {
  /** The candidate's metrics.json. */
  metrics: { test: Pick<Metrics["test"], "f1" | "recall" | "ece">; leak: Metrics["leak"] };
  /** Beside the champion and the best past champion, where there are any. */
  comparisons: readonly Comparison[];
}

/** What the gate asks for. */
export type GateParams = Pick<
  RegisterParams,
  "min_f1" | "min_recall" | "max_calibration_error" | "margin" | "confidence"
>;

/** Whether a model may become champion. */
export interface Verdict {
  passed: boolean;
  /** Why not, a sentence each; empty when it passed. */
  reasons: string[];
  comparisons: readonly Comparison[];
}

/**
 * The gate before the champion's place. A candidate passes when its held-out F1, recall and expected calibration error
 * keep their floors, no leak alarm sounds, and it is not worse than the champion nor than the best past champion: the
 * lower bound of the difference in average precision, on rows that neither has seen, lies above minus the margin. What
 * is undefined or could not be compared does not pass.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const metrics = { test: { f1: 0.65, recall: 0.7, ece: 0.01 }, leak: { alarm: false, reasons: [] } };
 * const params = { min_f1: 0.7, min_recall: 0.6, max_calibration_error: 0.05, margin: 0.01, confidence: 0.9 };
 * deepEqual(gate({ metrics, comparisons: [] }, params).reasons, [
 *   "held-out F1 is 0.650, and must be at least 0.7",
 * ]);
 * ```
 */
export function gate({ metrics, comparisons }: GateEvidence, params: GateParams): Verdict {
  const { f1, recall, ece } = metrics.test;
  const reasons = [
    below("F1", f1, params.min_f1),
    below("recall", recall, params.min_recall),
    above("calibration error", ece, params.max_calibration_error),
    metrics.leak.alarm ? `the leak alarm sounds: ${metrics.leak.reasons.join("; ")}` : null,
    ...comparisons.map((comparison) => worse(comparison, params)),
  ].filter((reason) => reason !== null);
  return { passed: reasons.length === 0, reasons, comparisons };
}

function below(name: string, value: number | null, floor: number): string | null {
  return value !== null && value >= floor
    ? null
    : `held-out ${name} is ${shown(value, floor)}, and must be at least ${floor}`;
}

function above(name: string, value: number | null, limit: number): string | null {
  return value !== null && value <= limit
    ? null
    : `held-out ${name} is ${shown(value, limit)}, and must be at most ${limit}`;
}

function worse(comparison: Comparison, { margin, confidence }: GateParams): string | null {
  const { average_precision: found, unknown, version, rows, failures } = comparison;
  if (found === null) return unknown;
  if (found.lower > -margin) return null;
  const bound = `${Number((100 * confidence).toFixed(2))} % bound`;
  return `average precision may be up to ${shown(-found.lower, margin)} below the ${comparison.with}'s ` +
    `(version ${version}) on ${rows} rows that neither has seen, ${failures} of them failures ` +
    `(${found.candidate.toFixed(3)} beside ${found.other.toFixed(3)}; ${bound}; margin ${margin})`;
}

/** Three digits, or as many as show on which side of its limit a value lies. */
function shown(value: number | null, limit: number): string {
  if (value === null) return "undefined";
  let digits = 3;
  while (digits < 15 && Math.sign(Number(value.toFixed(digits)) - limit) !== Math.sign(value - limit)) {
    digits++;
  }
  return value.toFixed(digits);
}
