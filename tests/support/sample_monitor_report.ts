import {
  type DriftReportRow,
  driftReportRowSchema,
  type MonitorReport,
  monitorReportSchema,
  type RealPerformance,
  type StretchStatistic,
} from "../../lib/contracts/monitor_report.ts";
import { compareTables } from "../../lib/drift/compare_tables.ts";
import { type ColumnDistribution, columnDistribution } from "../../lib/drift/distribution.ts";
import { createRandom } from "../../lib/random/random.ts";
import type { MonitorPageInput } from "../../lib/report/monitor_page.ts";
import { createTable, type Table } from "../../lib/table/table.ts";
import { driftParams } from "../lib/drift/drift_params.ts";

const hourMs = 60 * 60 * 1000, dayMs = 24 * hourMs;
const until = Date.parse("2026-03-10T12:00:00Z"), since = until - 7 * dayMs;
const iso = (ms: number) => new Date(ms).toISOString();

/** The model of the sample. */
export const sampleModel = { name: "faultline", version: "0123456789ab" };

const seeds = { reference: 5, current: 6 };

/** Readings of a small plant, its engineered features and probabilities; now with air that reads 2 K high. */
function plant(side: keyof typeof seeds, rows: number): Table {
  const random = createRandom(seeds[side]);
  const off = side === "current" ? 2 : 0;
  const fill = (value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  const air = fill((row) => 300 + 1.5 * Math.sin(row / 400) + 0.4 * random.normal() + off);
  const process = fill((row) => 310 + 1.5 * Math.sin(row / 400) + 0.4 * random.normal());
  const speed = fill(() => 1540 + 180 * Math.abs(random.normal()));
  const torque = fill(() => 40 + 10 * random.normal());
  const wear = fill((row) => row * 7 % 240);
  return createTable({
    type: Array.from({ length: rows }, () => ["L", "L", "L", "M", "M", "H"][random.below(6)]),
    air_temperature_k: air,
    process_temperature_k: process,
    rotational_speed_rpm: speed,
    torque_nm: torque,
    tool_wear_min: wear,
    power_w: fill((row) => torque[row] * speed[row] * 2 * Math.PI / 60),
    temperature_difference_k: fill((row) => process[row] - air[row]),
    strain_min_nm: fill((row) => wear[row] * torque[row]),
    probability: fill(() => 0.4 * random.uniform() ** 8 + (random.uniform() < 0.03 ? 0.55 : 0)),
  });
}

type Figures = [now: number, reference: number, sd: number];

function statistic(
  column: string,
  kind: StretchStatistic["statistic"],
  [now, reference, reference_sd]: Figures,
  category: string | null = null,
): StretchStatistic {
  const deviation = (now - reference) / reference_sd;
  // Not Student's t: near enough for a page to show.
  const p_value = Math.min(1, Math.exp(-0.717 * Math.abs(deviation) - 0.416 * deviation ** 2));
  return {
    ...{ column, statistic: kind, category, now, reference, reference_sd, deviation, p_value },
    left: p_value < 0.001 / 22,
  };
}

const statistics = [
  statistic("air_temperature_k", "mean", [302.031, 300.004, 0.392]),
  statistic("air_temperature_k", "spread", [0.42, 0.41, 0.12]),
  statistic("process_temperature_k", "mean", [310.21, 310.004, 0.41]),
  statistic("process_temperature_k", "spread", [0.39, 0.41, 0.11]),
  statistic("rotational_speed_rpm", "mean", [1538.2, 1539.6, 7.9]),
  statistic("rotational_speed_rpm", "spread", [5.187, 5.19, 0.05]),
  statistic("torque_nm", "mean", [40.2, 39.97, 0.47]),
  statistic("torque_nm", "spread", [2.31, 2.3, 0.033]),
  statistic("tool_wear_min", "mean", [107.4, 107.9, 3.1]),
  statistic("tool_wear_min", "spread", [4.16, 4.15, 0.02]),
  statistic("power_w", "mean", [6291, 6280, 71]),
  statistic("power_w", "spread", [6.96, 6.97, 0.03]),
  statistic("temperature_difference_k", "mean", [8.18, 10.001, 0.11]),
  statistic("temperature_difference_k", "spread", [-0.02, 0.003, 0.06]),
  statistic("strain_min_nm", "mean", [4315, 4311, 128]),
  statistic("strain_min_nm", "spread", [7.93, 7.92, 0.03]),
  statistic("type", "share", [0.61, 0.6, 0.022], "L"),
  statistic("type", "share", [0.29, 0.3, 0.02], "M"),
  statistic("type", "share", [0.1, 0.1, 0.013], "H"),
  statistic("probability", "mean", [0.0463, 0.0341, 0.0061]),
  statistic("alarm", "share", [0.054, 0.034, 0.0083]),
  statistic("failure_minus_probability", "mean", [0.0042, 0.0004, 0.0049]),
];

const periods: RealPerformance["periods"] = Array.from({ length: 28 }, (_, i) => {
  const rows = 52 + i % 5;
  const expected_failures = 1.9 + (i * 7 % 11) / 9;
  const failures = i === 21 ? 9 : [1, 2, 3, 2, 0, 4, 2][i % 7];
  return {
    since: iso(since + i * dayMs / 4),
    until: iso(since + (i + 1) * dayMs / 4),
    ...{ rows, failures, expected_failures },
    mean_probability: expected_failures / rows,
    failure_rate: failures / rows,
    precision: failures === 0 ? null : 0.8,
    recall: failures === 0 ? null : 0.75,
  };
});
const sum = (of: (period: (typeof periods)[number]) => number) =>
  periods.reduce((total, period) => total + of(period), 0);
const judged = sum(({ rows }) => rows), failed = sum(({ failures }) => failures);
const truePositive = 51, falsePositive = 13;

/** A machine and a category with names that would run a script, were they not shown as text. */
export const hostileText = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

/**
 * What the page of a realistic report shows: a week of 24 machines, of which one air sensor reads 2 K high, with stale
 * sensors, refused readings, outcomes, and a month of history. Checked against the contract.
 *
 * @param options.rows Rows of the reference; predictions are half as many. Default 4000.
 */
export function sampleMonitorPage({ rows = 4000 }: { rows?: number } = {}): MonitorPageInput {
  const distributions: ColumnDistribution[] = [];
  const drift = compareTables(plant("reference", rows), plant("current", rows / 2), {
    params: driftParams(),
    onSamples: (samples) => distributions.push(columnDistribution(samples)),
  });
  const read = rows / 2, alarms = Math.round(0.054 * read);
  const report: MonitorReport = {
    made_at: iso(until),
    model: sampleModel,
    window: { since: iso(since), until: iso(until), stored: read, read, machines: 24 },
    dataset: {
      ...{
        drifted: drift.dataset.drifted,
        share: drift.dataset.share,
        drift_share: drift.dataset.drift_share,
      },
      verdict: "alarm",
      findings: [
        {
          code: "sensor_fault",
          column: "air_temperature_k",
          message:
            "the sensor of air_temperature_k is off: air_temperature_k is 302 on average, usually 300; " +
            "temperature_difference_k is 8.18 on average, usually 10; other sensors are as ever",
          alarm: true,
        },
        {
          code: "new_category",
          column: "type",
          message:
            `readings with a type that no model knows were refused: "X" 31, ${
              JSON.stringify(hostileText)
            } 4 of ` +
            "2,043 readings sent",
          alarm: true,
        },
        {
          code: "stale_sensor",
          column: null,
          message: `torque_nm of ${hostileText} has been 41.3 for 18 readings, and 1 more sensors`,
          alarm: true,
        },
        {
          code: "out_of_range",
          column: "air_temperature_k",
          message:
            "air_temperature_k lies outside what the model has seen (297.1 to 303.2) in 21 % of readings: 0 " +
            "below, 420 above",
          alarm: false,
        },
        {
          code: "duplicates",
          column: null,
          message: "12 readings (0.6 %) were sent more than once",
          alarm: false,
        },
        {
          code: "clock_ahead",
          column: null,
          message:
            "41 readings say that they were measured up to 1 h later than they were predicted: a clock is ahead",
          alarm: false,
        },
        ...drift.dataset.findings.map((finding) => ({ ...finding, alarm: false })),
      ],
    },
    columns: drift.columns,
    stretch: {
      ...{ rows: 500, since: iso(until - 42 * hourMs), until: iso(until) },
      ...{ blocks: 27, freedom: 7, false_alarm_rate: 0.001, statistics },
    },
    quality: {
      refused: {
        readings: 43,
        share: 43 / 2043,
        reasons: [
          { field: "type", reason: "category", value: "X", readings: 31 },
          { field: "torque_nm", reason: "missing", value: null, readings: 8 },
          { field: "type", reason: "category", value: hostileText, readings: 4 },
        ],
      },
      without_measured_at: 30,
      out_of_range: [
        { column: "air_temperature_k", least: 297.1, most: 303.2, below: 0, above: 420, share: 420 / read },
      ],
      stale: [
        {
          ...{ machine_id: hostileText, column: "torque_nm", value: 41.3, readings: 18 },
          since: iso(until - 9 * hourMs),
        },
        {
          ...{ machine_id: "press-7", column: "rotational_speed_rpm", value: 1421, readings: 11 },
          since: iso(until - 5 * hourMs),
        },
      ],
      stale_count: 2,
      duplicates: { readings: 12, share: 12 / read },
      clocks: { ahead: 41, behind: 3, most_ahead_s: 3600, most_behind_s: 190_000 },
    },
    alerts: {
      ...{ predictions: read, alarms, share: alarms / read, designed_share: 0.0342 },
      ...{ per_day: alarms / 7, designed_per_day: 0.0342 * read / 7 },
      ...{ mean_probability: 0.0463, reference_mean_probability: 0.0341 },
    },
    performance: {
      model: sampleModel,
      window: { since: iso(since), until: iso(until) },
      outcomes: {
        told: 1530,
        matched: judged,
        unmatched: 9,
        superseded: 2,
        coverage: Math.min(1, judged / read),
      },
      real: {
        ...{ rows: judged, failures: failed, expected_failures: sum((period) => period.expected_failures) },
        confusion: {
          true_negative: judged - failed - falsePositive,
          false_positive: falsePositive,
          false_negative: failed - truePositive,
          true_positive: truePositive,
        },
        precision: truePositive / (truePositive + falsePositive),
        recall: truePositive / failed,
        f1: 2 * truePositive / (2 * truePositive + falsePositive + failed - truePositive),
        ...{ brier: 0.0213, ece: 0.0071 },
        interval: { precision: [0.681, 0.876], recall: [0.674, 0.869] },
        periods,
      },
      estimated: {
        method: "cbpe",
        rows: read,
        confusion: { true_negative: 1869.4, false_positive: 23.6, false_negative: 18.7, true_positive: 88.3 },
        ...{ precision: 0.789, recall: 0.825, f1: 0.807 },
      },
      held_out: { precision: 0.941, recall: 0.822, f1: 0.877, rows: 2987 },
    },
    classifier: {
      ...{ auc: 0.83, interval: [0.8, 0.86], rows: { reference: 2500, current: 500 }, reference_auc: 0.71 },
      columns: [
        { name: "air_temperature_k", importance: 0.21 },
        { name: "process_temperature_k", importance: 0.06 },
        { name: "torque_nm", importance: 0.0004 },
        { name: "type", importance: 0 },
      ],
    },
  };
  return { report: monitorReportSchema.parse(report), distributions, history: sampleHistory(30) };
}

/** Reports of so many days, newest first: an alarm in the middle and one now, outcomes from the tenth day on. */
export function sampleHistory(days: number): DriftReportRow[] {
  return Array.from({ length: days }, (_, back) => {
    const day = days - 1 - back, at = until - back * dayMs;
    const isAlarm = back < 2 || (day > days / 2 && day < days / 2 + 4);
    const verdict = day < 2 ? "insufficient_data" : isAlarm ? "alarm" : "ok";
    return driftReportRowSchema.parse({
      id: `019cd7a0-0000-7000-8000-${String(day).padStart(12, "0")}`,
      ...{ made_at: iso(at), model: sampleModel, since: iso(at - 7 * dayMs), until: iso(at) },
      rows: day < 2 ? 40 : 1900 + day,
      verdict,
      drifted: day % 9 === 4,
      share: day < 2 ? 0 : ((day * 5) % 7) / 10,
      alarms: verdict === "alarm" ? ["sensor_fault", "stale_sensor"] : [],
      f1: day < 10 ? null : 0.84 - 0.004 * (day % 8) - (isAlarm ? 0.06 : 0),
      estimated_f1: day < 2 ? null : 0.83 - 0.003 * (day % 5),
      alert_share: 0.035,
    });
  });
}

/** The same page before anything has been predicted. */
export function emptyMonitorPage(): MonitorPageInput {
  const { report } = sampleMonitorPage({ rows: 200 });
  const none = { told: 0, matched: 0, unmatched: 0, superseded: 0, coverage: 0 };
  return {
    distributions: [],
    history: [],
    report: monitorReportSchema.parse({
      ...report,
      window: { ...report.window, stored: 0, read: 0, machines: 0 },
      dataset: {
        ...{ drifted: false, share: 0, drift_share: 0.5, verdict: "insufficient_data" },
        findings: [{
          code: "few_rows",
          column: null,
          message: "no prediction of this model is kept in the window",
          alarm: false,
        }, {
          code: "few_outcomes",
          column: null,
          message: "no outcome has come back; it takes 100 to judge the model by",
          alarm: false,
        }],
      },
      ...{ columns: [], stretch: null, classifier: null },
      quality: {
        ...{ refused: null, without_measured_at: 0, out_of_range: [], stale: [], stale_count: 0 },
        duplicates: { readings: 0, share: 0 },
        clocks: { ahead: 0, behind: 0, most_ahead_s: 0, most_behind_s: 0 },
      },
      alerts: {
        ...{
          predictions: 0,
          alarms: 0,
          share: 0,
          designed_share: 0.0342,
          per_day: null,
          designed_per_day: null,
        },
        ...{ mean_probability: 0, reference_mean_probability: 0.0341 },
      },
      performance: { ...report.performance, outcomes: none, real: null, estimated: null },
    }),
  };
}
