import type { StretchStatistic } from "../contracts/monitor_report.ts";
import { clipMiddle } from "./clip_middle.ts";
import { formatValue } from "./drift_number.ts";
import { monitorColumn } from "./monitor_column.ts";
import { formatPercent } from "./number_format.ts";

/** A statistic of a stretch in words and figures. */
export interface MonitorStatistic {
  /** The column's name. */
  name: string;
  /** What the column is, with its unit; may be empty. */
  meaning: string;
  /** Which statistic of it: `mean`, `standard deviation`, `share of L`. */
  what: string;
  now: string;
  /** Mean and standard deviation over the reference's stretches. */
  reference: string;
  /** In standard deviations: `+3.1 sd`. */
  deviation: string;
}

/**
 * A statistic as it is read. A spread is a logarithm in the report, in which twice and half are equally far; here it is
 * the standard deviation itself, and how it varies is a factor.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const shown = monitorStatistic({
 *   ...{ column: "air_temperature_k", statistic: "mean", category: null, now: 302.03, reference: 300.01 },
 *   ...{ reference_sd: 0.412, deviation: 4.9, p_value: 1e-5, left: true },
 * });
 * deepEqual([shown.what, shown.now, shown.reference, shown.deviation], ["mean", "302.03", "300.01 ± 0.41", "+4.9 sd"]);
 * ```
 */
export function monitorStatistic(statistic: StretchStatistic): MonitorStatistic {
  const { column, category, now, reference, reference_sd } = statistic;
  return {
    ...monitorColumn(column),
    what: statistic.statistic === "spread"
      ? "standard deviation"
      : statistic.statistic === "mean"
      ? "mean"
      : category === null
      ? "share"
      : `share of ${clipMiddle(category, 30)}`,
    ...figures(statistic.statistic, column, now, reference, reference_sd),
    deviation: deviationWords(statistic),
  };
}

/** A factor of so much is as good as any. */
const mostFactor = 100;

function figures(
  kind: StretchStatistic["statistic"],
  column: string,
  now: number,
  reference: number,
  sd: number,
): Pick<MonitorStatistic, "now" | "reference"> {
  if (kind === "share") {
    return { now: formatPercent(now), reference: `${formatPercent(reference)} ± ${formatPercent(sd)}` };
  }
  if (kind === "spread") {
    const factor = Math.exp(sd);
    const size = factor > mostFactor ? `over ${mostFactor}` : factor.toFixed(2);
    return { now: scatter(now), reference: `${scatter(reference)}, by a factor of ${size}` };
  }
  const scale = column === "failure_minus_probability" ? 1000 : 1;
  const decimals = decimalsFor(sd * scale);
  const show = (value: number) => formatValue(value * scale, decimals);
  return { now: show(now), reference: `${show(reference)} ± ${show(sd)}` };
}

/** Two digits of the standard deviation; null where there is none. */
function decimalsFor(sd: number): number | null {
  if (!(sd > 0) || sd === Infinity) return null;
  return Math.min(Math.max(1 - Math.floor(Math.log10(sd)), 0), 9);
}

/** A standard deviation from its logarithm; what is left of one that is 0 is not told apart from 0. */
function scatter(logarithm: number): string {
  const value = Math.exp(logarithm);
  return value < 1e-6 ? "0" : formatValue(Number(value.toPrecision(3)), null);
}

function deviationWords({ deviation, p_value }: StretchStatistic): string {
  if (deviation === null) return p_value === 0 ? "never so before" : "none";
  const size = Math.abs(deviation);
  const text = size >= 100 ? "over 100" : size.toFixed(1);
  return `${text === "0.0" ? "" : deviation > 0 ? "+" : "−"}${text} sd`;
}

/** Those that left the reference first, each part by how far they lie from it. */
export function byDeviation(statistics: readonly StretchStatistic[]): StretchStatistic[] {
  const size = ({ deviation, p_value }: StretchStatistic) =>
    deviation === null ? (p_value === 0 ? Infinity : 0) : Math.abs(deviation);
  // Infinity less itself is no number.
  return [...statistics].sort((a, b) =>
    Number(b.left) - Number(a.left) || (size(a) === size(b) ? 0 : size(b) - size(a))
  );
}
