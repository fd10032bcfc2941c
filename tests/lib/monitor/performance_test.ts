import { deepEqual, equal, ok } from "node:assert/strict";
import type { Metrics } from "../../../lib/contracts/metrics.ts";
import { type Performance, performanceSchema } from "../../../lib/contracts/monitor_report.ts";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import type { JudgedPrediction } from "../../../lib/monitor/judged_predictions.ts";
import { performance } from "../../../lib/monitor/performance.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";
import { type JudgedParts, madeJudged } from "./made_judged.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const day = 86_400_000;
const model = { name: "faultline", version: "0123456789ab" };

/** The performance of judged rows in a window of 28 days, with other predictions that nobody judged. */
function performanceOf(
  judged: readonly JudgedPrediction[],
  unjudged: readonly StoredPrediction[] = [],
  metrics: Metrics | null = null,
): Performance {
  const predictions = [...judged.map(({ prediction }) => prediction), ...unjudged];
  const found = performance({
    model,
    window: {
      since: start,
      until: start + 28 * day,
      stored: predictions.length,
      predictions,
      latest: predictions,
    },
    judged: { judged, told: judged.length + 3, matched: judged.length, unmatched: 2, superseded: 1 },
    metrics,
  });
  // The contract knows no NaN, and counts are whole.
  return performanceSchema.parse(found);
}

const judgedRows = (parts: readonly Omit<JudgedParts, "number">[]) =>
  parts.map((part, number) => madeJudged({ number, ...part }));
const many = (count: number, part: Omit<JudgedParts, "number">) => Array.from({ length: count }, () => part);
/** Ends of an interval to three digits. */
const rounded = (interval: readonly number[] | null) => interval?.map((end) => end.toFixed(3));

Deno.test("without predictions nothing is known", () => {
  deepEqual(performanceOf([]), {
    model,
    window: { since: "2026-03-01T00:00:00.000Z", until: "2026-03-29T00:00:00.000Z" },
    outcomes: { told: 3, matched: 0, unmatched: 2, superseded: 1, coverage: 0 },
    real: null,
    estimated: null,
    held_out: null,
  });
});

Deno.test("real scores are of the judged predictions, the estimate is of all", () => {
  const judged = judgedRows([
    ...many(3, { ms: start, probability: 0.75, alarm: true, failure: true }),
    { ms: start, probability: 0.75, alarm: true, failure: false },
    { ms: start, probability: 0.25, alarm: false, failure: true },
    ...many(15, { ms: start, probability: 0, alarm: false, failure: false }),
    ...many(20, { ms: start + 14 * day, probability: 0.5, alarm: true, failure: false }),
  ]);
  const unjudged = Array.from(
    { length: 40 },
    (_, i) => madePrediction({ ms: start + 20 * day, number: i, probability: 0.125, risk: "low" }),
  );
  const { outcomes, real, estimated } = performanceOf(judged, unjudged);
  equal(outcomes.coverage, 0.5);
  // By hand: of 24 alarms 3 were right, of 4 failures 3 were found.
  const { interval, periods, ...scores } = real!;
  deepEqual(scores, {
    rows: 40,
    failures: 4,
    expected_failures: 4 * 0.75 + 0.25 + 20 * 0.5,
    confusion: { true_negative: 15, false_positive: 21, false_negative: 1, true_positive: 3 },
    precision: 3 / 24,
    recall: 3 / 4,
    f1: 6 / 28,
    brier: (3 * 0.25 ** 2 + 0.75 ** 2 + 0.75 ** 2 + 20 * 0.5 ** 2) / 40,
    // Bins of 0 and of 0.75 are right on the whole; one row of 0.25 fails, and none of twenty of 0.5.
    ece: (0.75 + 20 * 0.5) / 40,
  });
  // scipy: binomtest(3, 24).proportion_ci(method="wilson"), and of 3 of 4.
  deepEqual([rounded(interval.precision), rounded(interval.recall)], [["0.043", "0.310"], [
    "0.301",
    "0.954",
  ]]);
  deepEqual(periods, [
    {
      since: "2026-03-01T00:00:00.000Z",
      until: "2026-03-02T00:00:00.000Z",
      rows: 20,
      failures: 4,
      expected_failures: 3.25,
      mean_probability: 3.25 / 20,
      failure_rate: 0.2,
      precision: 0.75,
      recall: 0.75,
    },
    {
      since: "2026-03-15T00:00:00.000Z",
      until: "2026-03-16T00:00:00.000Z",
      rows: 20,
      failures: 0,
      expected_failures: 10,
      mean_probability: 0.5,
      failure_rate: 0,
      precision: 0,
      recall: null,
    },
  ]);
  equal(estimated!.rows, 80);
  deepEqual(estimated!.confusion, {
    true_positive: 4 * 0.75 + 20 * 0.5,
    false_positive: 4 * 0.25 + 20 * 0.5,
    false_negative: 0.25 + 40 * 0.125,
    true_negative: 0.75 + 15 + 40 * 0.875,
  });
});

Deno.test("where every machine failed, or none did, what is not defined is null", () => {
  const scoresOf = (parts: readonly Omit<JudgedParts, "number">[]) => {
    const { precision, recall, f1, interval } = performanceOf(judgedRows(parts)).real!;
    return [precision, recall, f1, interval.precision === null, interval.recall === null];
  };
  const ms = start;
  deepEqual(scoresOf(many(30, { ms, alarm: true, failure: true })), [1, 1, 1, false, false]);
  deepEqual(scoresOf(many(30, { ms, alarm: false, failure: true })), [null, 0, 0, true, false]);
  deepEqual(scoresOf(many(30, { ms, alarm: true, failure: false })), [0, null, 0, false, true]);
  deepEqual(scoresOf(many(30, { ms, alarm: false, failure: false })), [null, null, null, true, true]);
});

Deno.test("one row is judged like many", () => {
  const { real, outcomes } = performanceOf(
    judgedRows([{ ms: start, probability: 1, alarm: true, failure: true }]),
  );
  equal(outcomes.coverage, 1);
  deepEqual([real!.rows, real!.precision, real!.recall, real!.brier, real!.ece], [1, 1, 1, 0, 0]);
  // 1 of 1: the lower end is 1 / (1 + z²), by hand.
  deepEqual(rounded(real!.interval.precision), ["0.207", "1.000"]);
  equal(real!.periods.length, 1);
});

Deno.test("the decision is the one given out, whatever the threshold would say now", () => {
  const [row] = judgedRows([{ ms: start, probability: 0.9, alarm: false, failure: true }]);
  equal(performanceOf([row]).real!.confusion.false_negative, 1);
});

Deno.test("of a sample, coverage is the share of what was read, and never above 1", () => {
  const judged = judgedRows(many(30, { ms: start }));
  const read = judged.slice(0, 10).map(({ prediction }) => prediction);
  const { outcomes, real } = performance({
    model,
    window: { since: start, until: start + day, stored: 90, predictions: read, latest: [] },
    judged: { judged, told: 30, matched: 30, unmatched: 0, superseded: 0 },
    metrics: null,
  });
  equal(outcomes.coverage, 1);
  equal(real!.rows, 30);
});

Deno.test("beside them stands what was found on held-out rows", () => {
  const test = { precision: 0.96, recall: null, f1: 0.87, accuracy: 1 };
  const metrics = {
    test,
    data: { rows: 10_000, test: { rows: 2_987, failures: 101 } },
  } as unknown as Metrics;
  deepEqual(performanceOf([], [], metrics).held_out, {
    precision: 0.96,
    recall: null,
    f1: 0.87,
    rows: 2_987,
  });
  ok(!("accuracy" in performanceOf([], [], metrics).held_out!));
});
