import { lastDay } from "./last_day.ts";

/**
 * Whether bytes spell a time as ingest writes it, `YYYY-MM-DDTHH:MM:SS.mmmZ`, on a day and at an hour that there are:
 * one that `canonicalCell` would return as it stands.
 *
 * @param bytes ASCII.
 * @param start Where the time begins.
 * @param end Where it has ended.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const encode = (text: string) => new TextEncoder().encode(text);
 * equal(isCanonicalTime(encode("2024-02-29T12:00:00.000Z"), 0, 24), true);
 * equal(isCanonicalTime(encode("2023-02-29T12:00:00.000Z"), 0, 24), false);
 * ```
 */
export function isCanonicalTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 24) return false;
  for (let i = 0; i < marks.length; i++) if (bytes[start + places[i]] !== marks[i]) return false;
  const century = pair(bytes, start), yearOfIt = pair(bytes, start + 2);
  const month = pair(bytes, start + 5), day = pair(bytes, start + 8);
  if (!(century >= 0 && yearOfIt >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  if (day > 28 && day > lastDay(century * 100 + yearOfIt, month)) return false;
  const hour = pair(bytes, start + 11), minute = pair(bytes, start + 14), second = pair(bytes, start + 17);
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return false;
  return pair(bytes, start + 20) >= 0 && pair(bytes, start + 21) >= 0;
}

/** The signs between the digits, and where they stand. */
const marks = new TextEncoder().encode("--T::.Z");
const places = [4, 7, 10, 13, 16, 19, 23];

const zero = 48;

/** The number that two digits make, or -1. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - zero, ones = bytes[at + 1] - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
