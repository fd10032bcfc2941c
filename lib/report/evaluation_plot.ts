/** One value of a plot's data. */
export type PlotRow = Readonly<Record<string, string | number | null>>;

/** One plot: what a person sees, and the data that DVC draws and compares. */
export interface EvaluationPlot {
  /** Its files' name without a suffix: `precision_recall`. */
  name: string;
  title: string;
  svg: string;
  /** Rows by the name of the file they go to, without `.json`. */
  data: Readonly<Record<string, readonly PlotRow[]>>;
}

/**
 * A plot's rows as JSON, one row a line, numbers to six digits after the point.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(plotRowsJson([{ recall: 1, precision: 1 / 3 }]), '[\n{"recall":1,"precision":0.333333}\n]\n');
 * ```
 */
export function plotRowsJson(rows: readonly PlotRow[]): string {
  const round = (_: string, value: unknown) =>
    typeof value === "number" ? Math.round(value * 1e6) / 1e6 : value;
  return `[\n${rows.map((row) => JSON.stringify(row, round)).join(",\n")}\n]\n`;
}
