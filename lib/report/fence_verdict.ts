import type { Fence } from "../contracts/model_header.ts";
import { formatCount, formatPercent } from "./number_format.ts";

/**
 * What was decided about a column's outliers and why, in one sentence.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(
 *   fenceVerdict({
 *     column: "torque_nm",
 *     lower: 12.6,
 *     upper: 67.6,
 *     applied: false,
 *     outside: { rows: 49, failures: 44 },
 *     inside: { rows: 6964, failures: 194 },
 *     outside_rate_upper: 0.966,
 *   }),
 *   "left whole: 44 of 49 rows outside 12.6 to 67.6 failed (90 %, perhaps 97 %), 2.8 % of those inside",
 * );
 * ```
 */
export function fenceVerdict(fence: Fence): string {
  const { outside, inside, outside_rate_upper: bound } = fence;
  const range = `${shortNumber(fence.lower)} to ${shortNumber(fence.upper)}`;
  if (outside.rows === 0) return `no row outside ${range}`;
  const rate = formatPercent(outside.failures / outside.rows);
  const perhaps = bound === null ? "" : `, perhaps ${formatPercent(bound)}`;
  const counts =
    `${formatCount(outside.failures)} of ${formatCount(outside.rows)} rows outside ${range} failed ` +
    `(${rate}${perhaps}), ${formatPercent(inside.failures / inside.rows)} of those inside`;
  return `${fence.applied ? "removed" : "left whole"}: ${counts}`;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(5)));
}
