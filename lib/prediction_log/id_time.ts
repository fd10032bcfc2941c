/** The lowest id that a UUID of version 7 made at a time, or later, can have; ids compare as text. */
const floorTail = "7000-8000-000000000000";
const highestMs = 2 ** 48 - 1;

/**
 * When a UUID of version 7 was made, in milliseconds since the epoch: its first 48 bits (RFC 9562, section 5.7).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(timeOfId("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), Date.parse("2022-02-22T19:22:22Z"));
 * ```
 */
export function timeOfId(id: string): number {
  return parseInt(id.slice(0, 8), 16) * 65_536 + parseInt(id.slice(9, 13), 16);
}

/**
 * The least id of a time: ids made then or later are not less, those made before are. A time before 1970 counts as
 * 1970, one after the year 10889, where the ids end, as the last.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(leastIdAt(Date.parse("2022-02-22T19:22:22Z")), "017f22e2-79b0-7000-8000-000000000000");
 * ```
 */
export function leastIdAt(ms: number): string {
  const hex = Math.min(Math.max(Math.ceil(ms), 0), highestMs).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${floorTail}`;
}
