const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const minuteMs = 60_000, hourMs = 60 * minuteMs, dayMs = 24 * hourMs;

/**
 * A time as it is read, in UTC and with its year: a report is still read when the year is over.
 *
 * @param at An ISO 8601 time.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatTime("2026-03-10T08:05:09.120Z"), "10 Mar 2026, 08:05 UTC");
 * ```
 */
export function formatTime(at: string): string {
  const iso = new Date(at).toISOString();
  const time = new Date(iso);
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${
    iso.slice(-13, -8)
  } UTC`;
}

/**
 * How long it is from one time to another, in the largest unit that says it well.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const day = "2026-03-10T00:00:00Z";
 * const ends = ["2026-03-10T00:00:20Z", "2026-03-10T00:50:00Z", "2026-03-11T12:00:00Z", "2026-03-17T00:00:00.001Z"];
 * deepEqual(ends.map((end) => formatSpan(day, end)), ["20 s", "50 min", "36 h", "7 days"]);
 * ```
 */
export function formatSpan(since: string, until: string): string {
  return formatSeconds(Math.abs(Date.parse(until) - Date.parse(since)) / 1000);
}

/** The same of a number of seconds. */
export function formatSeconds(seconds: number): string {
  const ms = 1000 * seconds;
  if (ms < 2 * minuteMs) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  return ms < 2 * dayMs ? `${Math.round(ms / hourMs)} h` : `${Math.round(ms / dayMs)} days`;
}
