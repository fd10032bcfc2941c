import type { Leak, ScoreName } from "../contracts/metrics.ts";
import { failureModes } from "../contracts/reading.ts";
import type { FoldSpread } from "./summarise_folds.ts";

/** All that could give a leak away. */
export interface LeakEvidence {
  /** Scores on held-out rows. */
  heldOut: Readonly<Partial<Record<ScoreName, number | null>>>;
  /** Their standard errors, by bootstrap. */
  standardErrors: Readonly<Partial<Record<ScoreName, number | null>>>;
  /** The same scores over the folds of a cross-validation that starts from raw training rows. */
  crossValidation: Readonly<Partial<Record<ScoreName, FoldSpread | null>>>;
  /** How many folds it has. */
  folds: number;
  /** Held-out rows that were made up, not measured. */
  syntheticHeldOut: number;
  /** Held-out rows whose key is also that of a training row. */
  sharedKeys: number;
  /** Machines with rows on both sides. */
  sharedMachines: number;
  /** How rows were held out; shared machines are a leak where it is by machine. */
  splitBy: "row" | "machine" | "time";
  /** The forest's features. */
  featureNames: readonly string[];
}

/** The scores compared, and what a person calls them. Both rise when a model has seen its test. */
const compared = { f1: "F1", average_precision: "average precision" } as const;
/** So many combined standard errors above cross-validation are more than luck. */
const mostErrors = 3;

/**
 * Tells whether held-out rows were known in training. The alarm sounds when a held-out F1 or average precision lies
 * more than three combined standard errors above the leak-free cross-validation's mean, where the combined error is
 * the root of se² + std² / folds; when held-out rows are synthetic or share keys with training rows; when machines
 * stand on both sides of a split by machine; and when a failure mode, a part of the label, is a feature. A score that
 * either side leaves undefined is not compared.
 *
 * @returns Whether the alarm sounds, and a sentence for each reason.
 * @throws {RangeError} When `folds` is not a whole number from 2.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const leak = leakAlarm({
 *   heldOut: { f1: 0.98 },
 *   standardErrors: { f1: 0.03 },
 *   crossValidation: { f1: { mean: 0.53, std: 0.08 } },
 *   folds: 4,
 *   syntheticHeldOut: 0,
 *   sharedKeys: 0,
 *   sharedMachines: 0,
 *   splitBy: "row",
 *   featureNames: ["torque_nm"],
 * });
 * deepEqual(leak, {
 *   alarm: true,
 *   reasons: [
 *     "held-out F1 is 0.980, 9.0 combined standard errors above the leak-free cross-validation's 0.530 (limit 3)",
 *   ],
 * });
 * ```
 */
export function leakAlarm(evidence: LeakEvidence): Leak {
  if (!Number.isInteger(evidence.folds) || evidence.folds < 2) {
    throw new RangeError(
      `Cannot judge leaks: folds must be a whole number from 2, current value: ${evidence.folds}`,
    );
  }
  const reasons: string[] = [];
  for (const name of Object.keys(compared) as (keyof typeof compared)[]) {
    const reason = tooGood(name, evidence);
    if (reason !== undefined) reasons.push(reason);
  }
  const { syntheticHeldOut, sharedKeys, sharedMachines, splitBy, featureNames } = evidence;
  if (syntheticHeldOut > 0) {
    reasons.push(`${counted(syntheticHeldOut, "held-out row is", "held-out rows are")} synthetic`);
  }
  if (sharedKeys > 0) {
    reasons.push(
      `${counted(sharedKeys, "held-out row has the key", "held-out rows have the keys")} of training rows`,
    );
  }
  if (splitBy === "machine" && sharedMachines > 0) {
    reasons.push(
      `${counted(sharedMachines, "machine stands", "machines stand")} on both sides of a split by machine`,
    );
  }
  const leaked = featureNames.filter((name) => (failureModes as readonly string[]).includes(name));
  if (leaked.length > 0) {
    reasons.push(
      `${leaked.join(", ")} ${
        leaked.length === 1 ? "is a feature but part" : "are features but parts"
      } of the label`,
    );
  }
  return { alarm: reasons.length > 0, reasons };
}

function tooGood(name: keyof typeof compared, evidence: LeakEvidence): string | undefined {
  const heldOut = evidence.heldOut[name], error = evidence.standardErrors[name];
  const folds = evidence.crossValidation[name];
  if (heldOut == null || error == null || folds == null) return undefined;
  const combined = Math.hypot(error, folds.std / Math.sqrt(evidence.folds));
  const excess = heldOut - folds.mean;
  if (!(excess > mostErrors * combined)) return undefined;
  const found = `held-out ${compared[name]} is ${heldOut.toFixed(3)}`;
  const expected = `above the leak-free cross-validation's ${folds.mean.toFixed(3)}`;
  return combined === 0
    ? `${found}, ${expected}, and neither has any spread`
    : `${found}, ${
      (excess / combined).toFixed(1)
    } combined standard errors ${expected} (limit ${mostErrors})`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
