import type { DriftReport } from "../contracts/drift_report.ts";
import type { Metrics } from "../contracts/metrics.ts";
import type {
  DataQuality,
  DomainClassifier,
  MonitorFinding,
  MonitorReport,
} from "../contracts/monitor_report.ts";
import type { DriftParams, MonitorParams } from "../contracts/params.ts";
import type { ModelReference } from "../contracts/prediction.ts";
import { type SensorColumn, sensorColumns } from "../contracts/reading.ts";
import { compareSources } from "../drift/compare_sources.ts";
import { type ColumnDistribution, columnDistribution } from "../drift/distribution.ts";
import { tableSource } from "../drift/drift_source.ts";
import { numberColumn, type Table } from "../table/table.ts";
import { alertLoad } from "./alert_load.ts";
import { alarmColumn, compareStretch, fewestStretchRows } from "./compare_stretch.ts";
import { dataFindings } from "./data_findings.ts";
import { dataQuality } from "./data_quality.ts";
import type { JudgedPredictions } from "./judged_predictions.ts";
import { likelierSensor, type TwoSides } from "./likelier_sensor.ts";
import { nameChanges } from "./name_changes.ts";
import { performance } from "./performance.ts";
import type { PredictionWindow } from "./prediction_window.ts";
import { tellDomains } from "./tell_domains.ts";
import { windowTable } from "./window_table.ts";

/** What a report is made from: nothing is read any more. */
export interface MonitorReportInput {
  model: ModelReference;
  /** The model's threshold, on the probability. */
  threshold: number;
  window: PredictionWindow;
  judged: JudgedPredictions;
  /** The model's `reference.arrow`, in the order of time; null where the model came without. */
  reference: Table | null;
  metrics: Metrics | null;
  /** Readings that the server refused; null where nobody counted. */
  refused: DataQuality["refused"];
  drift: DriftParams;
  monitor: MonitorParams;
  /** When the report is made, in milliseconds since the epoch. */
  now: number;
  /** Whether more is wanted than what alarms are made of: every column by itself, plots, and the forest that tells now from then (default true). */
  whole?: boolean;
}

/** A report, and what a page draws beside it. */
export interface MadeMonitorReport {
  report: MonitorReport;
  distributions: ColumnDistribution[];
}

/**
 * Makes the report on a window of predictions. The verdict is an alarm when a finding is one. `dataset.drifted` is
 * Evidently's rule over the whole window and makes no alarm: the air of a hall drifts in every window. The same input
 * gives the same report.
 *
 * @throws {FaultlineError} `DRIFT_METHOD` when params name a test that does not exist or does not take such a column.
 */
export async function makeMonitorReport(input: MonitorReportInput): Promise<MadeMonitorReport> {
  const { model, threshold, window, judged, reference, metrics, refused, drift, monitor, now, whole = true } =
    input;
  const latest = windowTable(window.latest);
  const distributions: ColumnDistribution[] = [];
  const compared = whole && reference && window.predictions.length > 0
    ? compareWindow(reference, window, latest, drift, distributions)
    : null;
  const scores = performance({ model, window, judged, metrics });
  const compareRows = reference && compareStretch({
    reference,
    latest,
    threshold,
    surprises: surprisesOf(judged, scores.outcomes.coverage),
    stretchRows: monitor.stretch_rows,
    leastOutcomes: monitor.least_outcomes,
    falseAlarmRate: monitor.false_alarm_rate,
  });
  const stretch = compareRows && {
    ...compareRows,
    since: window.latest.at(-compareRows.rows)!.at,
    until: window.latest.at(-1)!.at,
  };
  const quality = dataQuality({ window, reference, refused, params: monitor });
  const alerts = alertLoad({ window, mostRows: monitor.most_rows, reference, metrics });
  const classifier = whole && reference && compareRows
    ? await tellStretch(reference, latest, compareRows.rows, monitor.seed)
    : null;
  const findings = [
    ...(reference && compareRows
      ? nameChanges({
        statistics: compareRows.statistics,
        stuck: stuckSensors(reference, latest, compareRows.rows),
        likelier: (sensors, feature) =>
          likelierSensor(
            sidesOf(feature, reference, latest),
            Object.fromEntries(sensors.map((name) => [name, sidesOf(name, reference, latest)])),
          ),
      })
      : []),
    ...dataFindings({
      ...{ quality, alerts, performance: scores, classifier, params: monitor },
      alarmsLeft: stretch?.statistics.some(({ column, left }) => column === alarmColumn && left) ?? false,
    }),
    ...missingParts(reference, window.latest.length, stretch === null),
    // Where no stretch is compared it has been said already that there are too few, of all columns at once.
    ...(compared?.dataset.findings ?? []).filter(({ code }) => stretch !== null || code !== "few_rows")
      .map((finding) => ({ ...finding, alarm: false })),
  ];
  const alarms = findings.filter(({ alarm }) => alarm);
  return {
    report: {
      made_at: new Date(now).toISOString(),
      model: { name: model.name, version: model.version },
      window: {
        since: new Date(window.since).toISOString(),
        until: new Date(window.until).toISOString(),
        stored: window.stored,
        read: window.predictions.length,
        machines: new Set(window.predictions.map(({ machine_id }) => machine_id)).size,
      },
      dataset: {
        drifted: compared?.dataset.drifted ?? false,
        share: compared?.dataset.share ?? 0,
        drift_share: drift.drift_share,
        verdict: alarms.length > 0 ? "alarm" : stretch === null ? "insufficient_data" : "ok",
        findings: [...alarms, ...findings.filter(({ alarm }) => !alarm)],
      },
      columns: compared?.columns ?? [],
      stretch,
      quality,
      alerts,
      performance: scores,
      classifier,
    },
    distributions,
  };
}

/** Every column of the window against the reference's, but for what became of the machines. */
function compareWindow(
  reference: Table,
  window: PredictionWindow,
  latest: Table,
  params: DriftParams,
  distributions: ColumnDistribution[],
): DriftReport {
  const current = window.predictions === window.latest ? latest : windowTable(window.predictions);
  return compareSources(tableSource(reference), tableSource(current), {
    params,
    columns: [...current.columns.keys()].filter((name) => reference.columns.has(name)),
    onSamples: (samples) => distributions.push(columnDistribution(samples)),
  });
}

function tellStretch(
  reference: Table,
  latest: Table,
  rows: number,
  seed: number,
): Promise<DomainClassifier | null> {
  const columns = new Map([...latest.columns].map(([name, column]) => [name, column.slice(-rows)]));
  return tellDomains({
    reference,
    current: { rowCount: rows, columns },
    columns: ["type", ...sensorColumns],
    seed,
  });
}

function stuckSensors(
  reference: Table,
  latest: Table,
  rows: number,
): { column: SensorColumn; value: number }[] {
  return sensorColumns.flatMap((column) => {
    const now = numberColumn(latest, column).subarray(-rows);
    // A reference of an older version may lack a column, or values of it.
    const before = valuesOf(column, reference).filter(Number.isFinite);
    const isStuck = now.every((value) => value === now[0]) && before.some((value) => value !== before[0]);
    return isStuck ? [{ column, value: now[0] }] : [];
  });
}

function sidesOf(name: string, reference: Table, latest: Table): TwoSides {
  return { reference: valuesOf(name, reference), latest: valuesOf(name, latest) };
}

function valuesOf(name: string, { columns }: Table): Float64Array {
  const column = columns.get(name);
  return column instanceof Float64Array ? column : new Float64Array(0);
}

function missingParts(reference: Table | null, rows: number, fewRows: boolean): MonitorFinding[] {
  if (reference === null) {
    const message = "the model came without its reference.arrow: nothing can be compared";
    return [{ code: "no_reference", column: null, message, alarm: false }];
  }
  if (!fewRows) return [];
  let message = "no prediction of this model is kept in the window";
  if (rows >= fewestStretchRows) {
    message =
      `the model's reference has ${reference.rowCount} rows: too few, or too few values, to tell drift by`;
  } else if (rows > 0) {
    message = `the window has ${rows} ${rows === 1 ? "prediction" : "predictions"} of this model: ` +
      `it takes ${fewestStretchRows} to tell drift from chance`;
  }
  return [{ code: "few_rows", column: null, message, alarm: false }];
}

/** Of fewer of the predictions read, people may have told of failures alone, or of alarms. */
const leastCoverage = 0.5;

/** By how much outcomes surprised the model, oldest first; none where too few of the predictions have one. */
function surprisesOf({ judged }: JudgedPredictions, coverage: number): Float64Array {
  if (coverage < leastCoverage) return new Float64Array(0);
  return Float64Array.from(
    judged,
    ({ prediction, outcome }) => Number(outcome.failure) - prediction.probability,
  );
}
