import type { Metrics } from "../contracts/metrics.ts";
import type { ModelHeader } from "../contracts/model_header.ts";
import { formatCount, formatPercent, formatScore } from "./number_format.ts";

/** What deciding at the threshold means to somebody who acts on it, each a sentence or two. */
export interface ThresholdMeaning {
  rule: string;
  missed: string;
  falseAlarms: string;
  cost: string;
}

/** Puts the confusion matrix into the words of a maintenance plan. */
export function thresholdMeaning(metrics: Metrics, header: ModelHeader): ThresholdMeaning {
  const { true_positive, false_positive, false_negative } = metrics.test.confusion;
  const { rows, failures } = metrics.data.test;
  const alarms = true_positive + false_positive;
  const costs = header.params.threshold;
  const { threshold } = header;
  const total = false_negative * costs.missed_failure_cost + false_positive * costs.false_alarm_cost +
    true_positive * costs.planned_repair_cost;
  const rule = threshold.rule === "cost" ? "costs least" : "has the best F1";
  return {
    rule:
      `A reading raises an alarm when its probability is at least ${formatScore(threshold.probability)} ` +
      `(${formatScore(threshold.score)} on the forest's own scale). Of all thresholds this one ${rule} on ` +
      "out-of-fold scores of original training rows; held-out rows had no say.",
    missed:
      `${formatCount(false_negative)} of ${formatCount(failures)} failures in the held-out rows raised no ` +
      `alarm (${formatPercent(false_negative / failures)}). In 1,000 readings like these: ` +
      `${perThousand(false_negative, rows)} missed of ${perThousand(failures, rows)} failures.`,
    falseAlarms: `${formatCount(false_positive)} of ${formatCount(alarms)} alarms were of healthy readings ` +
      `(${formatPercent(false_positive / alarms)}). In 1,000 readings like these: ` +
      `${perThousand(false_positive, rows)} false alarms.`,
    cost:
      `At a cost of ${costs.missed_failure_cost} a missed failure, ${costs.false_alarm_cost} a false alarm and ` +
      `${costs.planned_repair_cost} a planned repair, these rows cost ${formatCost(total)}; without alarms ` +
      `${formatCost(failures * costs.missed_failure_cost)}. ` +
      (threshold.rule === "cost"
        ? "These costs chose the threshold."
        : "These costs did not choose the threshold; threshold.rule: cost lets them."),
  };
}

function perThousand(count: number, rows: number): string {
  return formatScore(count / rows * 1000, 1);
}

function formatCost(value: number): string {
  return formatCount(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
