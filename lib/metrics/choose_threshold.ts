import type { ThresholdParams } from "../contracts/params.ts";
import { checkProbabilities } from "./check_rows.ts";
import { type RankedCounts, rankedCounts } from "./ranked_counts.ts";

/** A decision threshold, and how good it is on the rows that chose it. */
export interface ChosenThreshold {
  /** A row is called a failure when its score is at or above this. */
  threshold: number;
  /** What the rule looked at: F1, or the total cost. */
  value: number;
}

/**
 * Chooses the threshold that is best by a rule, of all that tell rows apart. Rule `f1` takes the highest F1; rule
 * `cost` the least total of missed failures, false alarms and planned repairs (failures foreseen), each at its cost.
 *
 * A threshold lies midway between two attained scores, so that no rounding of a score turns a decision. Calling
 * every row a failure is midway between the lowest score and 0; calling none is midway between the highest and 1,
 * and not on offer where a row scores 1 already. Of equally good thresholds the highest is taken: the fewest alarms.
 * O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Numbers in [0, 1].
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, a score lies outside [0, 1], there are no
 * rows, or the rule is `f1` and none failed.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const params = {
 *   rule: "cost" as const,
 *   missed_failure_cost: 100,
 *   false_alarm_cost: 5,
 *   planned_repair_cost: 10,
 * };
 * deepEqual(chooseThreshold([0, 1, 0, 1], [0.125, 0.375, 0.625, 0.875], params), { threshold: 0.25, value: 25 });
 * deepEqual(chooseThreshold([0, 1, 0, 1], [0.125, 0.375, 0.625, 0.875], { ...params, rule: "f1" }), {
 *   threshold: 0.25,
 *   value: 0.8,
 * });
 * ```
 */
export function chooseThreshold(
  yTrue: ArrayLike<number>,
  score: ArrayLike<number>,
  params: ThresholdParams,
): ChosenThreshold {
  checkProbabilities("choose threshold", yTrue, score);
  const counts = rankedCounts(yTrue, score);
  const cuts = counts.score.length;
  if (cuts === 0) throw new RangeError("Cannot choose threshold: there must be at least one row");
  const failures = counts.truePositives[cuts - 1];
  if (params.rule === "f1" && failures === 0) {
    throw new RangeError("Cannot choose threshold: rule f1 must have at least one failure, current value: 0");
  }

  // Cut c calls the rows of the c highest distinct scores failures. Cuts come with falling thresholds, and a later
  // one replaces the best only when it is strictly better, so ties stay with the highest.
  let best = -1, bestValue = 0;
  for (let cut = counts.score[0] === 1 ? 1 : 0; cut <= cuts; cut++) {
    const hits = cut === 0 ? 0 : counts.truePositives[cut - 1];
    const alarms = cut === 0 ? 0 : counts.falsePositives[cut - 1];
    const value = params.rule === "f1"
      ? 2 * hits / (hits + alarms + failures)
      : totalCost(failures - hits, alarms, hits, params);
    const better = params.rule === "f1" ? value > bestValue : value < bestValue;
    if (best === -1 || better) {
      best = cut;
      bestValue = value;
    }
  }
  return { threshold: thresholdOfCut(counts, best), value: bestValue };
}

function totalCost(missed: number, falseAlarms: number, repairs: number, params: ThresholdParams): number {
  return missed * params.missed_failure_cost + falseAlarms * params.false_alarm_cost +
    repairs * params.planned_repair_cost;
}

function thresholdOfCut({ score }: RankedCounts, cut: number): number {
  const above = cut === 0 ? 1 : score[cut - 1];
  const below = cut === score.length ? 0 : score[cut];
  const midway = (above + below) / 2;
  // Between two neighbouring doubles there is nothing: the sum rounds to either, and only the upper one is right.
  return midway > below || cut === score.length ? midway : above;
}
