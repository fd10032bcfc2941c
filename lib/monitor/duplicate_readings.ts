import type { DataQuality } from "../contracts/monitor_report.ts";
import type { StoredPrediction } from "../contracts/prediction.ts";
import { sensorColumns } from "../contracts/reading.ts";

/** Without a time of measurement, what comes again so soon is a request that was sent again. */
const resendMs = 1_000;

/**
 * How many readings had been sent before, as a request that is retried sends them: beyond the first, of one machine
 * with the same `measured_at` (as text), type and sensor values. Of readings without a `measured_at`, those that are
 * identical to their machine's reading before and were predicted within a second of it. In a window that is a sample,
 * those whose first was left out are not counted. O(n) for readings that come in the order of their times, at most
 * O(n log n).
 *
 * @param predictions Oldest first.
 * @returns The count, and its share of all predictions, in [0, 1]; 0 where there are none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(duplicateReadings([]), { readings: 0, share: 0 });
 * ```
 */
export function duplicateReadings(predictions: readonly StoredPrediction[]): DataQuality["duplicates"] {
  const machines = new Map<string, Sent>();
  let readings = 0;
  for (const prediction of predictions) {
    const { machine_id: id, measured_at: measuredAt } = prediction.reading;
    let sent = machines.get(id);
    if (sent === undefined) machines.set(id, sent = { last: null, timed: [], copies: 0, sorted: true });
    if (measuredAt === undefined) {
      if (sent.last !== null && isResent(sent.last, prediction)) readings++;
    } else {
      // While they come in order, copies come one after another.
      const order = sent.timed.length === 0 ? -1 : inOrder(sent.timed[sent.timed.length - 1], prediction);
      if (order === 0) sent.copies++;
      else if (order > 0) sent.sorted = false;
      sent.timed.push(prediction);
    }
    sent.last = prediction;
  }
  for (const { timed, copies, sorted } of machines.values()) readings += sorted ? copies : countCopies(timed);
  return { readings, share: predictions.length === 0 ? 0 : readings / predictions.length };
}

/** What a machine has sent. */
interface Sent {
  last: StoredPrediction | null;
  /** Those with a time of measurement, whether they came in order, and, if so, the copies among them. */
  timed: StoredPrediction[];
  copies: number;
  sorted: boolean;
}

/** Sorted by everything that makes them the same, copies stand side by side, even where a clock stands still. */
function countCopies(timed: readonly StoredPrediction[]): number {
  const sorted = timed.toSorted(inOrder);
  let copies = 0;
  for (let i = 1; i < sorted.length; i++) if (inOrder(sorted[i - 1], sorted[i]) === 0) copies++;
  return copies;
}

/**
 * Whether a machine's reading is the one before it, sent again: measured at the same time, or, without a time of
 * measurement, predicted within a second; with the same type and sensor values.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { StoredPrediction } from "../contracts/prediction.ts";
 * const at = (at: string) => ({ at, reading: { type: "L", torque_nm: 40 } }) as StoredPrediction;
 * equal(isResent(at("2026-03-01T00:00:00.000Z"), at("2026-03-01T00:00:00.400Z")), true);
 * equal(isResent(at("2026-03-01T00:00:00.000Z"), at("2026-03-01T00:01:00.000Z")), false);
 * ```
 */
export function isResent(before: StoredPrediction, now: StoredPrediction): boolean {
  const measuredAt = now.reading.measured_at;
  return inOrder(before, now) === 0 &&
    (measuredAt !== undefined || Date.parse(now.at) - Date.parse(before.at) <= resendMs);
}

/** By time of measurement (none is before all others), type and sensor values; 0 when all are the same. */
function inOrder({ reading: a }: StoredPrediction, { reading: b }: StoredPrediction): number {
  const { measured_at: timeA = "" } = a, { measured_at: timeB = "" } = b;
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  for (const column of sensorColumns) if (a[column] !== b[column]) return a[column] - b[column];
  return 0;
}
