import { parseArgs } from "node:util";
import { smote } from "../../lib/prepare/smote.ts";
import { smoteNc, standardDeviation } from "../../lib/prepare/smote_nc.ts";
import { readMatrix } from "../data/matrix.ts";
import { report, timed } from "./report.ts";

// Doubles the minority of a matrix and puts the synthetic rows behind all others, as imbalanced-learn's fit_resample.
const { values } = parseArgs({ options: { data: { type: "string" }, method: { type: "string" } } });
const { columns, failure } = await readMatrix(values.data!, "train");
const settings = { k: 5, seed: 42 };
// Once before the clock starts, as the peer does.
const run = () => values.method === "smote" ? plain() : mixed();
run();
const { value, seconds } = await timed(run);
const minority = failure.reduce((sum, failed) => sum + failed, 0);
report(seconds, {
  rows: value[0].length,
  ...Object.fromEntries(value.map((column, f) => [`mean_${f}`, meanFrom(column, failure.length)])),
  outside: value.filter((column) => leaves(column)).length,
  minority,
});

function plain(): Float64Array[] {
  const rows = minorityRows();
  const points = columns.map((column) => take(column, rows));
  const made = smote(points, points[0].length, settings);
  return columns.map((column, f) => append(column, made[f]));
}

// The type is a category, the five sensors are amounts.
function mixed(): Float64Array[] {
  const [type, ...sensors] = columns.slice(0, 6);
  const rows = minorityRows();
  const points = { continuous: sensors.map((column) => take(column, rows)), nominal: [take(type, rows)] };
  const made = smoteNc(points, sensors.map(standardDeviation), points.nominal[0].length, settings);
  return [append(type, made.nominal[0]), ...sensors.map((column, f) => append(column, made.continuous[f]))];
}

function minorityRows(): Int32Array {
  const rows = new Int32Array(failure.length);
  let count = 0;
  for (let row = 0; row < failure.length; row++) if (failure[row] === 1) rows[count++] = row;
  return rows.subarray(0, count);
}

function take(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
  return taken;
}

function append(column: Float64Array, more: Float64Array): Float64Array {
  const joined = new Float64Array(column.length + more.length);
  joined.set(column);
  joined.set(more, column.length);
  return joined;
}

function meanFrom(column: Float64Array, start: number): number {
  return column.subarray(start).reduce((sum, value) => sum + value, 0) / (column.length - start);
}

/** Whether a synthetic value lies outside the minority's range. */
function leaves(column: Float64Array): boolean {
  const points = take(column, minorityRows());
  const least = points.reduce((a, b) => Math.min(a, b)), greatest = points.reduce((a, b) => Math.max(a, b));
  return column.subarray(failure.length).some((value) => value < least || value > greatest);
}
