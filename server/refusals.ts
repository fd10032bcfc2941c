import type { DataQuality, RefusedReading } from "../lib/contracts/monitor_report.ts";
import { sensorColumns } from "../lib/contracts/reading.ts";
import type { FieldFault } from "./problem.ts";

/** Counts readings that are refused: what is refused is not stored, and would otherwise be seen by nobody. */
export interface Refusals {
  /** A reading was refused for these faults; the first one counts. */
  refused(faults: readonly FieldFault[]): void;
  /** Readings were taken. */
  taken(count: number): void;
  /** What was refused at this time or later, in milliseconds since the epoch, to the hour. */
  since(time: number): NonNullable<DataQuality["refused"]>;
  /** All that was refused since the server began, by field and reason. */
  totals(): readonly { field: string; reason: RefusedReading["reason"]; readings: number }[];
}

const hourMs = 3_600_000;
/** Hours that are kept. */
const mostHours = 7 * 24;
/** Categories that are told apart, in an hour and in an answer, and characters of them that are kept. */
const mostCategories = 20;
const keptLength = 40;

/** Fields that are counted by name; a caller's own inventions are counted together. */
const fields: ReadonlySet<string> = new Set(["machine_id", "type", "measured_at", ...sensorColumns]);

interface Hour {
  start: number;
  taken: number;
  refused: number;
  reasons: Reasons;
}

/** Reasons with their counts; of categories the first that came, the others together. */
interface Reasons {
  byKey: Map<string, RefusedReading>;
  categories: number;
}

/** Counts by the hour, for seven days, in memory: a restart begins anew. */
export function createRefusals({ now }: { now: () => number }): Refusals {
  const hours: Hour[] = [];
  const totals = new Map<string, { field: string; reason: RefusedReading["reason"]; readings: number }>();

  function hour(): Hour {
    const start = Math.floor(now() / hourMs) * hourMs;
    const last = hours.at(-1);
    // A clock that was set back goes on in the hour it had reached.
    if (last && start <= last.start) return last;
    const next: Hour = { start, taken: 0, refused: 0, reasons: { byKey: new Map(), categories: 0 } };
    hours.push(next);
    while (hours[0].start <= start - mostHours * hourMs) hours.shift();
    return next;
  }

  return {
    refused(faults) {
      const cause = reasonOf(faults[0]);
      const current = hour();
      current.refused++;
      add(current.reasons, cause, 1);
      const { field, reason } = cause, key = `${field} ${reason}`;
      const total = totals.get(key);
      if (total) total.readings++;
      else totals.set(key, { field, reason, readings: 1 });
    },
    taken(count) {
      hour().taken += count;
    },
    since(time) {
      const wanted = hours.filter(({ start }) => start + hourMs > time);
      const readings = wanted.reduce((sum, { refused }) => sum + refused, 0);
      const all = wanted.reduce((sum, { taken }) => sum + taken, readings);
      const share = all === 0 ? 0 : readings / all;
      const reasons: Reasons = { byKey: new Map(), categories: 0 };
      const byCount = (a: RefusedReading, b: RefusedReading) => b.readings - a.readings;
      // The most frequent first, so that rare ones are those that go together.
      const hourly = wanted.flatMap((one) => [...one.reasons.byKey.values()]).sort(byCount);
      for (const { readings, ...cause } of hourly) add(reasons, cause, readings);
      return { readings, share, reasons: [...reasons.byKey.values()].sort(byCount) };
    },
    totals: () => [...totals.values()],
  };
}

function add(reasons: Reasons, cause: Omit<RefusedReading, "readings">, readings: number): void {
  const { field, reason, value } = cause;
  const known = reasons.byKey.get(keyOf(cause));
  if (known) known.readings += readings;
  else if (value !== null && reasons.categories >= mostCategories) {
    add(reasons, { field, reason, value: null }, readings);
  } else {
    if (value !== null) reasons.categories++;
    reasons.byKey.set(keyOf(cause), { ...cause, readings });
  }
}

/** A category stands in quotes, so that none of them is the same as no category. */
function keyOf({ field, reason, value }: Omit<RefusedReading, "readings">): string {
  return `${field} ${reason} ${value === null ? "" : `"${value}"`}`;
}

/** What stands for no value: nothing, null, or an empty text. */
const blank = /^is required$|current value: (?:null|"\s*")$/;
/** A number that no 64 bits hold, or a rule on size. */
const outside = /must (?:be|have) at (?:least|most)|current value: -?Infinity$/;

/** Why a reading was refused, from what its answer says. */
function reasonOf(fault: FieldFault | undefined): Omit<RefusedReading, "readings"> {
  // In a batch the row stands before the field.
  const name = fault?.field.replace(/^\d+\.?/, "") ?? "";
  const field = fields.has(name) ? name : "other";
  const message = fault?.message ?? "";
  if (field === "other") return { field, reason: "other", value: null };
  if (blank.test(message)) return { field, reason: "missing", value: null };
  if (fault?.allowed) {
    const given = /, current value: (.*)$/s.exec(message)?.[1];
    return { field, reason: "category", value: given === undefined ? null : categoryOf(given) };
  }
  return { field, reason: outside.test(message) ? "range" : "other", value: null };
}

/** A value as a message shows it, without its quotes, and no longer than may be kept. */
function categoryOf(shown: string): string {
  const text = shown.startsWith('"') ? String(JSON.parse(shown)) : shown;
  return [...text].slice(0, keptLength).join("");
}
