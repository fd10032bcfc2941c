/** Milliseconds of each unit. */
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a span of time: a whole number and a unit, `30s`, `15m`, `1h`, `7d`.
 *
 * @returns Milliseconds; undefined for anything else, and for more than 3,650 days.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(parseDuration("15m"), 900_000);
 * equal(parseDuration("15 minutes"), undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * units[match[2] as keyof typeof units];
  return ms <= 3_650 * units.d ? ms : undefined;
}

/**
 * Reads a point in time: an ISO time with its zone, or how long before `now` it lies.
 *
 * @param now Milliseconds since the epoch.
 * @returns Milliseconds since the epoch; undefined for anything else.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(parseMoment("1970-01-01T00:00:01Z", 0), 1_000);
 * equal(parseMoment("7d", 700_000_000), 700_000_000 - 7 * 86_400_000);
 * ```
 */
export function parseMoment(text: string, now: number): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration;
  const date = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text)?.[1];
  if (date === undefined) return undefined;
  const time = Date.parse(text), midnight = Date.parse(`${date}T00:00:00Z`);
  // The 30th of February is read as the 2nd of March.
  const isDate = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  return Number.isNaN(time) || !isDate ? undefined : time;
}
