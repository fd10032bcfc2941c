import { z } from "zod";
import type { DataQuality } from "../contracts/monitor_report.ts";
import type { StoredPrediction } from "../contracts/prediction.ts";

const mostAheadMs = 5 * 60_000;
const mostBehindMs = 24 * 3_600_000;
const dayLength = "2026-03-01".length;
/** A time as a reading's contract has it. `Date.parse` alone takes much else, by the time zone it happens to run in. */
const contractTime = z.regexes.datetime({ offset: true });

/**
 * Readings whose own clock does not fit the server's: measured more than 5 minutes after they were predicted, which
 * only a wrong clock can do, or more than 24 hours before, which a late delivery can do too. What is no ISO 8601 time
 * with Z or an offset is counted nowhere. O(n).
 *
 * @returns The counts, and the greatest difference of each kind in seconds; 0 where there is none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(clockSkew([]), { ahead: 0, behind: 0, most_ahead_s: 0, most_behind_s: 0 });
 * ```
 */
export function clockSkew(predictions: readonly StoredPrediction[]): DataQuality["clocks"] {
  let ahead = 0, behind = 0, mostAhead = 0, mostBehind = 0;
  for (const { at, reading: { measured_at: measuredAt } } of predictions) {
    if (measuredAt === undefined || isSoonBefore(measuredAt, at) || !contractTime.test(measuredAt)) continue;
    const skewMs = Date.parse(measuredAt) - Date.parse(at);
    if (skewMs > mostAheadMs) {
      ahead++;
      mostAhead = Math.max(mostAhead, skewMs);
    } else if (skewMs < -mostBehindMs) {
      behind++;
      mostBehind = Math.max(mostBehind, -skewMs);
    }
  }
  return { ahead, behind, most_ahead_s: mostAhead / 1_000, most_behind_s: mostBehind / 1_000 };
}

/**
 * Whether a text, if it is a time, is one in UTC of the same day as `at` and not after it: what nearly every reading
 * has, told without the two times being parsed. ISO 8601 in UTC sorts as text, to the second.
 */
function isSoonBefore(measuredAt: string, at: string): boolean {
  return measuredAt.endsWith("Z") && measuredAt <= at && measuredAt.startsWith(at.slice(0, dayLength));
}
