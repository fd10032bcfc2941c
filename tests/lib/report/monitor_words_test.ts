import { deepEqual, equal, ok } from "node:assert/strict";
import type {
  MonitorFinding,
  MonitorFindingCode,
  MonitorReport,
  StretchStatistic,
} from "../../../lib/contracts/monitor_report.ts";
import { fewCategories } from "../../../lib/report/monitor_few_categories.ts";
import { monitorHeadline } from "../../../lib/report/monitor_headline.ts";
import { poissonRange } from "../../../lib/report/monitor_poisson_range.ts";
import { byDeviation, monitorStatistic } from "../../../lib/report/monitor_statistic.ts";
import { sampleMonitorPage } from "../../support/sample_monitor_report.ts";

const input = sampleMonitorPage({ rows: 400 });
const found = (code: MonitorFindingCode, changes: Partial<MonitorFinding> = {}): MonitorFinding => ({
  ...{ code, column: null, message: `about ${code}`, alarm: true },
  ...changes,
});
const dataset = (changes: Partial<MonitorReport["dataset"]>) => ({ ...input.report.dataset, ...changes });
const few = found("few_outcomes", { alarm: false });

Deno.test("a spread is read as a standard deviation, a surprise in 1,000 readings, a stuck stretch as never before", () => {
  const of = (changes: Partial<StretchStatistic>) =>
    monitorStatistic({ ...input.report.stretch!.statistics[0], ...changes });
  const spread = of({
    statistic: "spread",
    now: Math.log(4),
    reference: Math.log(2),
    reference_sd: Math.log(1.5),
  });
  deepEqual([spread.what, spread.now, spread.reference], [
    "standard deviation",
    "4",
    "2, by a factor of 1.50",
  ]);
  equal(of({ statistic: "spread", now: Math.log(1e-9) }).now, "0");
  const surprise = of({
    column: "failure_minus_probability",
    now: 0.0231,
    reference: -0.0004,
    reference_sd: 0.005,
  });
  deepEqual([surprise.now, surprise.reference], ["23.1", "-0.4 ± 5.0"]);
  equal(of({ deviation: null, p_value: 0 }).deviation, "never so before");
  equal(of({ deviation: null, p_value: 1 }).deviation, "none");
  const [first] = input.report.stretch!.statistics;
  const sorted = byDeviation([
    { ...first, column: "a", left: false, deviation: 3 },
    { ...first, column: "b", left: true, deviation: -5 },
    { ...first, column: "c", left: true, deviation: null, p_value: 0 },
    { ...first, column: "d", left: true, deviation: null, p_value: 0 },
  ]);
  deepEqual(sorted.map(({ column }) => column), ["c", "d", "b", "a"]);
});

Deno.test("of many categories ten are drawn, the most frequent, and the rest are counted", () => {
  const shares = Array.from({ length: 12 }, (_, i) => i === 1 || i === 4 ? 0.01 : 0.09);
  const side = { missing: 0, shares, others: 0.08 };
  const none = { count: 0, share: 0, first: [] };
  const few = fewCategories({
    ...{ name: "line", kind: "category", reference: side, current: side, fresh: none, lost: none, others: 3 },
    categories: [..."abcdefghijkl"],
  });
  ok(few.kind === "category");
  deepEqual([few.categories.join(""), few.others, few.reference.shares.length], ["acdfghijkl", 5, 10]);
  ok(Math.abs(few.current.others - 0.1) < 1e-12);
  equal(fewCategories(few), few);
});

Deno.test("the headline names up to three alarms, each once, and counts the rest", () => {
  const headline = (findings: MonitorFinding[], changes: Partial<MonitorReport> = {}) =>
    monitorHeadline({ ...input.report, dataset: dataset({ verdict: "alarm", findings }), ...changes });
  equal(headline([found("plant_changed"), found("plant_changed"), few]), "Alarm: the plant has changed.");
  equal(
    headline(
      ["stuck_sensor", "product_mix_changed", "readings_refused", "alert_load"].map((code) =>
        found(code as MonitorFindingCode)
      ),
    ),
    "Alarm: a sensor is stuck at one value, the mix of products has changed and 2 more alarms.",
  );
  equal(headline([found("alert_load")]), "Alarm: alarms come far more often than planned.");
  const alerts = { ...input.report.alerts, share: 0.01 };
  equal(headline([found("alert_load")], { alerts }), "Alarm: alarms come far more rarely than planned.");
  equal(headline([found("all_missing", { column: "a\nb" })]), "Alarm: a?b: no value on one side.");
  const window = { ...input.report.window, read: 1 };
  equal(
    monitorHeadline({
      ...input.report,
      window,
      dataset: dataset({ verdict: "insufficient_data", findings: [] }),
    }),
    "Too little to conclude from: the window has 1 prediction.",
  );
});

Deno.test("what chance allows is the middle 95 % of Poisson's distribution", () => {
  // scipy.stats.poisson.ppf([0.025, 0.975], mu), SciPy 1.17.1.
  const known: [number, [number, number]][] = [[0, [0, 0]], [0.5, [0, 2]], [2.9, [0, 7]], [4, [1, 8]], [
    100,
    [81, 120],
  ], [499, [456, 543]]];
  for (const [expected, range] of known) deepEqual(poissonRange(expected), range, `${expected}`);
  const [least, most] = poissonRange(10_000);
  ok(Math.abs(least - 9804) <= 1 && Math.abs(most - 10_196) <= 1, `${least} ${most}`);
});
