import type { DriftColumn, DriftFinding, DriftReport } from "../contracts/drift_report.ts";
import type { DriftParams } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import { adjustPValues } from "./adjust_p_values.ts";
import { type ColumnSamples, compareColumn } from "./compare_column.ts";
import type { DriftSource } from "./drift_source.ts";

/** What is compared. */
export interface CompareSourcesOptions {
  params: DriftParams;
  /** Only these columns, in this order (default: all). */
  columns?: readonly string[];
  /** Given each column's values once it is compared, to be drawn; they are let go of afterwards (default: nobody). */
  onSamples?: (samples: ColumnSamples) => void;
}

/**
 * Compares a data set with its reference, column by column, each read when its turn comes. `dataset.drifted` is
 * Evidently's rule, at least half of the columns; `dataset.verdict` is an alarm when a finding is one. A column's
 * p-value makes a finding only where it stands after correction by Benjamini and Hochberg for the number of p-values; a
 * distance is no probability, and makes one as it is. Columns without values on a side count neither as drifted nor as
 * compared.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * import { tableSource } from "./drift_source.ts";
 * const params = {
 *   method: null, number_method: null, category_method: null, methods: {}, threshold: null, number_threshold: null,
 *   category_threshold: null, thresholds: {}, categorical: [], drift_share: 0.5, least_rows: 30,
 *   false_discovery_rate: 0.05, permutations: 10_000, seed: 0,
 * };
 * const torque = (start: number) => createTable({ torque_nm: Float64Array.from({ length: 50 }, (_, i) => start + i) });
 * const { dataset } = compareSources(tableSource(torque(10)), tableSource(torque(60)), { params });
 * equal(dataset.verdict, "alarm");
 * ```
 *
 * @throws {FaultlineError} `DRIFT_COLUMN` when neither side has a column asked for; `DRIFT_METHOD` when params name a
 * test that does not exist or does not take such a column.
 */
export function compareSources(
  reference: DriftSource,
  current: DriftSource,
  options: CompareSourcesOptions,
): DriftReport {
  const { params, onSamples = () => {} } = options;
  const has = { reference: new Set(reference.names), current: new Set(current.names) };
  const names = options.columns ?? [...new Set([...reference.names, ...current.names])];
  const unknown = names.find((name) => !has.reference.has(name) && !has.current.has(name));
  if (unknown !== undefined) {
    throw new FaultlineError(
      "DRIFT_COLUMN",
      `neither the reference nor the current data has a column ${unknown}`,
      {
        hint: `the reference has ${reference.names.join(", ") || "none"}`,
      },
    );
  }
  const shared = names.filter((name) => has.reference.has(name) && has.current.has(name));
  const compared = shared.map((name) => {
    const result = compareColumn(name, reference.content(name), current.content(name), params);
    onSamples(result.samples);
    return { column: result.column, findings: result.findings };
  });
  const columns = correct(compared.map(({ column }) => column), params.false_discovery_rate);
  const findings = [
    ...columnSetFindings(has, names, shared),
    ...columns.flatMap((column, i) => [...driftFinding(column), ...compared[i].findings]),
  ];

  const counted = columns.filter(({ status }) => status !== "empty");
  const drifted = counted.filter((column) => column.drifted).length;
  const share = counted.length === 0 ? 0 : drifted / counted.length;
  return {
    dataset: {
      drifted: counted.length > 0 && share >= params.drift_share,
      share,
      verdict: verdictOf(
        columns,
        findings,
        Math.min(reference.rowCount, current.rowCount) < params.least_rows,
      ),
      findings,
      drift_share: params.drift_share,
      least_rows: params.least_rows,
      columns: {
        compared: counted.length,
        drifted,
        confirmed: columns.filter(({ confirmed }) => confirmed).length,
      },
      rows: { reference: reference.rowCount, current: current.rowCount },
      false_alarms: {
        method: "benjamini-hochberg",
        rate: params.false_discovery_rate,
        p_values: columns.filter(hasPValue).length,
      },
    },
    columns,
  };
}

function hasPValue({ measure, status }: DriftColumn): boolean {
  return measure === "p_value" && status === "ok";
}

/** Columns with their p-values corrected; a drift that does not stand after that is not confirmed. */
function correct(columns: readonly DriftColumn[], rate: number): DriftColumn[] {
  const tested = columns.filter(hasPValue);
  const adjusted = adjustPValues(tested.map(({ value }) => value!));
  return columns.map((column) => {
    const at = tested.indexOf(column);
    if (at < 0) return { ...column, adjusted_p: null };
    return { ...column, adjusted_p: adjusted[at], confirmed: column.drifted && adjusted[at] <= rate };
  });
}

function driftFinding(column: DriftColumn): DriftFinding[] {
  if (!column.confirmed) return [];
  const { name, method, value, threshold, measure, adjusted_p, effect } = column;
  const short = (number: number) => Number(number.toPrecision(3));
  const what = measure === "distance"
    ? `${method} ${short(value!)}, from ${threshold} on it has drifted`
    : `${method} p ${short(value!)}, ${short(adjusted_p!)} after correction`;
  const size = effect ? `; ${effect.name} ${short(effect.value)}, ${effect.magnitude}` : "";
  return [{ code: "drifted", column: name, message: `${name} has drifted: ${what}${size}`, alarm: true }];
}

/** Columns that one side alone has. A reading's current table may rightly lack some; a lost one is still an alarm. */
function columnSetFindings(
  has: { reference: ReadonlySet<string>; current: ReadonlySet<string> },
  names: readonly string[],
  shared: readonly string[],
): DriftFinding[] {
  const findings: DriftFinding[] = [];
  if (shared.length === 0) {
    const message = "the reference and the current data have no column in common";
    findings.push({ code: "no_shared_columns", column: null, message, alarm: true });
  }
  for (const name of names) {
    if (!has.current.has(name)) {
      const message = `the current data has no column ${name}, which the reference has`;
      findings.push({ code: "lost_column", column: name, message, alarm: true });
    } else if (!has.reference.has(name)) {
      const message = `the reference has no column ${name}, which the current data has`;
      findings.push({ code: "new_column", column: name, message, alarm: false });
    }
  }
  return findings;
}

function verdictOf(
  columns: readonly DriftColumn[],
  findings: readonly DriftFinding[],
  fewRows: boolean,
): DriftReport["dataset"]["verdict"] {
  const known = columns.some(({ status }) => status !== "insufficient_data" && status !== "empty");
  if (columns.length > 0 && (fewRows || (!known && !findings.some(({ alarm }) => alarm)))) {
    return "insufficient_data";
  }
  return findings.some(({ alarm }) => alarm) ? "alarm" : "ok";
}
