import type { NumberDistribution } from "../drift/number_distribution.ts";

/**
 * A measured value as it is read: as many decimals as its column's spread makes worth reading, thousands separated,
 * powers of ten where a plain number would be long. `n/a` where there is none.
 *
 * @param decimals Null: as many as six significant digits need.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatValue(308.249, 1), "308.2");
 * equal(formatValue(12345.6, null), "12,345.6");
 * equal(formatValue(-1.5e300, null), "-1.5e300");
 * ```
 */
export function formatValue(value: number | null | undefined, decimals: number | null): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "n/a";
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-6 && (decimals === null || decimals > 6))) return powers(value);
  if (value === 0 && (decimals ?? 0) > 6) return "0";
  const plain = decimals === null ? String(rounded(value)) : value.toFixed(decimals);
  if (plain.includes("e")) return powers(value);
  const [whole, rest] = plain.split(".");
  // A year or a small speed is read as it is.
  const grouped = whole.replace("-", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  const text = rest === undefined ? grouped : `${grouped}.${rest}`;
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

function powers(value: number): string {
  return String(Number(value.toPrecision(4))).replace("e+", "e");
}

/** How many decimals of a column are worth reading: steps of a fiftieth of its middle 90 %. */
export function decimalsOf({ reference, current, bars }: NumberDistribution): number | null {
  const all = [reference.quantiles, current.quantiles].filter((quantiles) => quantiles !== null);
  if (bars.by === "value" || all.length === 0) return null;
  if (all.every((quantiles) => Object.values(quantiles).every(Number.isInteger))) return 0;
  const spread = Math.max(...all.map(({ low, high }) => high - low)) ||
    Math.max(...all.map(({ least, most }) => most - least));
  if (!(spread > 0) || spread === Infinity) return null;
  return Math.min(Math.max(Math.ceil(-Math.log10(spread / 50)), 0), 12);
}

/**
 * A p-value as it is read; what is below 0.0001 is not told apart.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatP(0), "< 0.0001");
 * equal(formatP(0.0312), "0.031");
 * equal(formatP(1), "1");
 * ```
 */
export function formatP(p: number | null): string {
  if (p === null || !Number.isFinite(p)) return "n/a";
  return p < 0.0001 ? "< 0.0001" : String(Number(p.toPrecision(2)));
}

/**
 * A distance or an effect, to three digits.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatDistance(0.123456), "0.123");
 * equal(formatDistance(1e-9), "0");
 * ```
 */
export function formatDistance(distance: number | null): string {
  if (distance === null || !Number.isFinite(distance)) return "n/a";
  if (Math.abs(distance) < 0.00005) return "0";
  return formatValue(Number(distance.toPrecision(3)), null);
}
