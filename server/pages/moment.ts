import { html } from "hono/html";
import type { Html } from "../../lib/report/page.ts";

const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/**
 * How long ago a time is, in words; a time ahead of the clock counts as now, up to a minute, else as ahead.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const now = Date.parse("2026-01-31T14:00:00Z");
 * deepEqual([0, 59_000, 720_000, 7_200_000, 259_200_000, -7_200_000].map((ms) => ago(now - ms, now)), [
 *   "just now",
 *   "just now",
 *   "12 min ago",
 *   "2 h ago",
 *   "3 days ago",
 *   "2 h ahead",
 * ]);
 * ```
 */
export function ago(ms: number, now: number): string {
  const apart = Math.abs(now - ms);
  if (apart < minute) return "just now";
  return `${span(apart)} ${ms > now ? "ahead" : "ago"}`;
}

/** A span of time in its largest unit: `12 min`, `2 h`, `3 days`. */
export function span(ms: number): string {
  if (ms < hour) return `${Math.max(1, Math.floor(ms / minute))} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} days`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A time on the clock, in UTC: with its day where that is not today's, with its year where that is not this one.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const now = Date.parse("2026-01-31T14:00:00Z");
 * const times = ["2026-01-31T08:12:40Z", "2026-01-28T08:12:40Z", "2025-12-31T08:12:40Z"];
 * deepEqual(times.map((time) => clock(Date.parse(time), now)), [
 *   "08:12 UTC",
 *   "28 Jan, 08:12 UTC",
 *   "31 Dec 2025, 08:12 UTC",
 * ]);
 * ```
 */
export function clock(ms: number, now: number): string {
  const [time, today] = [new Date(ms), new Date(now)];
  const text = `${time.toISOString().slice(11, 16)} UTC`;
  if (ms >= 0 && Math.floor(ms / day) === Math.floor(now / day)) return text;
  const date = `${time.getUTCDate()} ${months[time.getUTCMonth()]}`;
  const year = time.getUTCFullYear() === today.getUTCFullYear() ? "" : ` ${time.getUTCFullYear()}`;
  return `${date}${year}, ${text}`;
}

/** A time as a person reads it, and as a program does: `08:12 UTC, 12 min ago`. */
export function moment(at: string, now: number): Html {
  const ms = Date.parse(at);
  return html`<time datetime="${at}">${clock(ms, now)}, ${ago(ms, now)}</time>`;
}

/** The same, short: `12 min ago`, the clock's time when pointed at. */
export function shortMoment(at: string, now: number): Html {
  const ms = Date.parse(at);
  return html`<time datetime="${at}" title="${clock(ms, now)}">${ago(ms, now)}</time>`;
}

/** The same on two lines, for a narrow column. */
export function stackedMoment(at: string, now: number): Html {
  const ms = Date.parse(at);
  return html`<time datetime="${at}">${clock(ms, now)}<small class="quiet">${ago(ms, now)}</small></time>`;
}
