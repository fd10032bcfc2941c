import type { DriftColumn } from "../contracts/drift_report.ts";
import type { CategorySide, OneSided } from "../drift/category_distribution.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { NumberDistribution } from "../drift/number_distribution.ts";
import { categoryTests, numberTests } from "../drift/registry.ts";
import { clipMiddle } from "./clip_middle.ts";
import { decimalsOf, formatDistance, formatP, formatValue } from "./drift_number.ts";
import { formatCount, formatPercent } from "./number_format.ts";

/** A column's name as it is shown; that of an empty header too. */
export function shownName(name: string, width = 300): string {
  return name.trim() === "" ? "(no name)" : clipMiddle(name, width);
}

/** A test's name in words, behind a comma what there is to say about it. */
export function methodTitle({ method, kind }: Pick<DriftColumn, "method" | "kind">): string {
  const [first, second] = kind === "number" ? [numberTests, categoryTests] : [categoryTests, numberTests];
  return [...first, ...second].find(({ name }) => name === method)?.title ?? method;
}

const effectTitles: Readonly<Record<string, string>> = {
  cliffs_delta: "Cliff's delta",
  ks_distance: "K-S distance",
  cramers_v: "Cramér's V",
  cohens_h: "Cohen's h",
  total_variation_distance: "total variation distance",
};

/** The measure that an effect is, in words. */
export function effectTitle(name: string): string {
  return effectTitles[name] ?? name.replaceAll("_", " ");
}

/** How large an effect is and, where it has a direction, which: `large, higher now`. */
export function effectWords({ name, value, magnitude }: NonNullable<DriftColumn["effect"]>): string {
  if (name !== "cliffs_delta" || magnitude === "negligible") return magnitude;
  return `${magnitude}, ${value > 0 ? "higher" : "lower"} now`;
}

/** What the test said, held against its threshold. */
export function testSentence(column: DriftColumn): string {
  const { measure, value, threshold, adjusted_p, status } = column;
  if (status === "empty") return "There was nothing to test.";
  const [title, ...notes] = methodTitle(column).split(", ");
  const test = notes.length > 0 ? `${title} (${notes.join(", ")})` : title;
  if (value === null) return `${test}: no answer for these values.`;
  const corrected = adjusted_p === null || status !== "ok" ? "" : `, ${formatP(adjusted_p)} after correction`;
  const said = measure === "distance"
    ? `${test}: ${formatDistance(value)}; from ${formatDistance(threshold)} on a column has drifted.`
    : `${test}: p ${formatP(value)}${corrected}; below ${formatP(threshold)} a column has drifted.`;
  return status === "insufficient_data" ? `${said} With so few values that concludes nothing.` : said;
}

/**
 * How far a distance went towards its threshold, or beyond.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(reachWords(0.31, 0.1), "3.1 times its threshold");
 * equal(reachWords(0.02, 0.1), "a fifth of its threshold or less");
 * equal(reachWords(0.1, 0.1), "at its threshold");
 * ```
 */
export function reachWords(distance: number, threshold: number): string {
  const times = distance / threshold;
  if (!Number.isFinite(times)) return "above its threshold";
  if (times > 999) return "over 999 times its threshold";
  if (times >= 1.05) return `${times.toFixed(times < 10 ? 1 : 0)} times its threshold`;
  if (distance >= threshold) return "at its threshold";
  return times <= 0.2
    ? "a fifth of its threshold or less"
    : times <= 0.5
    ? "under half of its threshold"
    : "near its threshold";
}

/** What changed, in the column's own terms; empty when a side has no value. */
export function changeSentence(distribution: ColumnDistribution): string {
  return distribution.kind === "number" ? numberChange(distribution) : categoryChange(distribution);
}

function numberChange(distribution: NumberDistribution): string {
  const a = distribution.reference.quantiles, b = distribution.current.quantiles;
  if (a === null || b === null) return "";
  const decimals = decimalsOf(distribution);
  const show = (value: number) => formatValue(value, decimals);
  const [before, now] = [show(a.median), show(b.median)];
  const moved = b.median - a.median;
  const median = before === now
    ? `The median stayed at ${now}.`
    : `The median went from ${before} to ${now}${
      Number.isFinite(moved) ? ` (${moved > 0 ? "+" : "-"}${show(Math.abs(moved))})` : ""
    }.`;
  const [wide, wideNow] = [a.high - a.low, b.high - b.low];
  if (!Number.isFinite(wide) || !Number.isFinite(wideNow) || Math.abs(wideNow - wide) < 0.1 * wide) {
    return median;
  }
  const [spread, spreadNow] = [show(wide), show(wideNow)];
  return spread === spreadNow
    ? median
    : `${median} The middle 90 % ${
      wideNow > wide ? "grew" : "shrank"
    } from a span of ${spread} to ${spreadNow}.`;
}

function categoryChange(
  { categories, reference, current }: ColumnDistribution & { kind: "category" },
): string {
  const size = ({ shares, others }: CategorySide) => shares.reduce((sum, share) => sum + share, others);
  if (size(reference) === 0 || size(current) === 0) return "";
  const changes = categories.map((_, i) => Math.abs(current.shares[i] - reference.shares[i]));
  const at = changes.indexOf(Math.max(...changes));
  const [before, now] = [formatPercent(reference.shares[at]), formatPercent(current.shares[at])];
  if (before === now) return "No share changed.";
  return `The share that changed most is that of ${quoted(categories[at])}: from ${before} to ${now}.`;
}

/** Categories that one side alone has: how many, which, and how much of that side they make. */
export function oneSidedWords({ count, share, first }: OneSided): string {
  if (count === 0) return "none";
  const more = count - first.length;
  const names = first.map(quoted).join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
  return `${names} (${formatPercent(share)})`;
}

function quoted(category: string): string {
  return `“${clipMiddle(category, 30)}”`;
}
