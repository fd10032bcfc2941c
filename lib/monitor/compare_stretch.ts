import type { Stretch, StretchStatistic } from "../contracts/monitor_report.ts";
import { machineTypes, sensorColumns } from "../contracts/reading.ts";
import { engineeredFeatures } from "../prepare/engineered_features.ts";
import type { Table } from "../table/table.ts";
import {
  type BlockNull,
  blockNull,
  deviationFrom,
  fewestBlocks,
  meanOf,
  spreadOf,
  type Statistic,
} from "./block_null.ts";

/** What is compared. */
export interface CompareStretchInput {
  /** The model's reference: type, sensors, engineered features, failure, probability, in the order of their time. */
  reference: Table;
  /** The latest readings, none left out between, oldest first, with the same columns but `failure`. */
  latest: Table;
  /** The model's threshold, on the probability. */
  threshold: number;
  /** Of the latest predictions whose outcome is known: failure (1 or 0) minus probability, oldest first. */
  surprises: Float64Array;
  /** Rows of a stretch. */
  stretchRows: number;
  /** With fewer outcomes, or fewer than 100, failures are not compared. */
  leastOutcomes: number;
  /** The chance of an alarm at one look at a plant without a fault. */
  falseAlarmRate: number;
}

/** With fewer readings nothing is compared. */
export const fewestStretchRows = 100;

/** Columns that are worked out here; what a report calls them. */
export const alarmColumn = "alarm", surpriseColumn = "failure_minus_probability";

/**
 * Holds the latest stretch of readings against all stretches of the reference of the same length, statistic by
 * statistic: mean and spread of every reading and engineered feature, the share of every type, mean probability, share
 * of alarms and, where outcomes came back, by how much failures outnumber what was predicted. Each has a p-value by
 * `deviationFrom`; one has left the reference when its p-value is below `falseAlarmRate` divided by the number of
 * statistics (Bonferroni), so that one look at a plant without a fault sounds an alarm that rarely.
 *
 * A stretch has `stretchRows` rows, or as many as there are of late, or an eighth of the reference, whichever is least.
 * Columns that either side lacks, or of which a value is missing, are left out: a mean of what is left could be of
 * other machines. A share that is 0, or 1, all over the reference is given the spread of Laplace's estimate of it,
 * `(n + 1) / (N + 2)`: one alarm of a model that sounded none is no surprise.
 *
 * @returns Null with fewer than 100 rows, or when no column can be compared. O(n), of reference and stretch.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const torque = (rows: number, least: number) =>
 *   createTable({ torque_nm: Float64Array.from({ length: rows }, (_, row) => least + row * 7 % 11) });
 * const settings = { threshold: 0.5, stretchRows: 500, leastOutcomes: 100, falseAlarmRate: 0.001 };
 * const both = { reference: torque(8_000, 35), latest: torque(500, 45), surprises: new Float64Array(0) };
 * const { statistics } = compareStretch({ ...both, ...settings })!;
 * deepEqual(statistics.map(({ statistic, left }) => [statistic, left]), [["mean", true], ["spread", false]]);
 * ```
 */
export function compareStretch(input: CompareStretchInput): Omit<Stretch, "since" | "until"> | null {
  const { reference, latest, threshold, surprises, stretchRows, leastOutcomes, falseAlarmRate } = input;
  const most = Math.floor(reference.rowCount / fewestBlocks);
  const rows = Math.min(stretchRows, latest.rowCount, most);
  if (rows < fewestStretchRows) return null;
  const known: { base: BlockNull; statistic: Omit<StretchStatistic, "left"> }[] = [];

  function look(
    of: Pick<StretchStatistic, "column" | "statistic" | "category">,
    then: Float64Array,
    now: Float64Array,
    statistic: Statistic,
    length = rows,
  ): void {
    const found = blockNull(then, length, statistic);
    if (found === null) return;
    const base = of.statistic === "share" ? shareNull(found, then.length, length) : found;
    const value = statistic(now, now.length - length, now.length);
    known.push({
      base,
      statistic: {
        ...of,
        now: value,
        reference: base.mean,
        reference_sd: base.sd,
        ...deviationFrom(base, value),
      },
    });
  }

  for (const column of [...sensorColumns, ...engineeredFeatures.map(({ name }) => name)]) {
    const then = numbers(reference, column), now = numbers(latest, column);
    if (!then || !now) continue;
    look({ column, statistic: "mean", category: null }, then, now, meanOf);
    look({ column, statistic: "spread", category: null }, then, now, spreadOf);
  }
  const types = { then: reference.columns.get("type"), now: latest.columns.get("type") };
  if (types.then && types.now) {
    for (const category of machineTypes) {
      const isIt = (column: ArrayLike<unknown>) =>
        Float64Array.from(column, (type) => Number(type === category));
      look({ column: "type", statistic: "share", category }, isIt(types.then), isIt(types.now), meanOf);
    }
  }
  const probability = { then: numbers(reference, "probability"), now: numbers(latest, "probability") };
  if (probability.then && probability.now) {
    look(
      { column: "probability", statistic: "mean", category: null },
      probability.then,
      probability.now,
      meanOf,
    );
    const alarms = (column: Float64Array) => column.map((value) => Number(value >= threshold));
    const of = { column: alarmColumn, statistic: "share", category: null } as const;
    look(of, alarms(probability.then), alarms(probability.now), meanOf);
    const failure = numbers(reference, "failure");
    const told = Math.min(surprises.length, stretchRows, most);
    // The mean of fewer is skewed, failures being rare: of 20 it is surprised thirty times as often as it should be.
    if (failure && told >= fewestStretchRows && surprises.length >= leastOutcomes) {
      const then = probability.then;
      const of = { column: surpriseColumn, statistic: "mean", category: null } as const;
      look(of, failure.map((value, row) => value - then[row]), surprises, meanOf, told);
    }
  }
  if (known.length === 0) return null;
  const limit = falseAlarmRate / known.length;
  return {
    rows,
    blocks: known[0].base.blocks,
    freedom: known[0].base.freedom,
    false_alarm_rate: falseAlarmRate,
    statistics: known.map(({ statistic }) => ({ ...statistic, left: statistic.p_value < limit })),
  };
}

/** How a share varies that never did: as one of so many more rows would, of which one is otherwise. */
function shareNull(base: BlockNull, rows: number, length: number): BlockNull {
  if (base.sd > 0) return base;
  const share = (base.mean * rows + 1) / (rows + 2);
  return { ...base, sd: Math.sqrt(share * (1 - share) / length) };
}

/** A column without a missing value; undefined where there is none. */
function numbers({ columns }: Table, name: string): Float64Array | undefined {
  const column = columns.get(name);
  if (!(column instanceof Float64Array) || !column.every(Number.isFinite)) return undefined;
  return column;
}
