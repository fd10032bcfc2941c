import type { JudgedPrediction } from "./judged_predictions.ts";

/** A part of a window's time and the predictions of it of which an outcome was told. */
export interface JudgedPeriod {
  /** At this time or later, and before that, in milliseconds since the epoch. */
  since: number;
  until: number;
  judged: JudgedPrediction[];
}

/** Four weeks by the day, a week by six hours. */
const spans = 28;
/** A share of fewer rows says little. */
const leastRows = 20;

/**
 * Cuts a window into 28 equal spans of time, leaves out those in which nothing was judged, and joins neighbours until
 * each period has at least 20 rows; what is left over at the end joins the last. With fewer than 20 rows in all it is
 * one period. A time is that of the prediction. O(n).
 *
 * @param judged Oldest prediction first.
 * @param window In milliseconds since the epoch; all predictions lie in it.
 * @returns Oldest first, each with a row at least.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(judgedPeriods([], { since: 0, until: 1e12 }), []);
 * ```
 */
export function judgedPeriods(
  judged: readonly JudgedPrediction[],
  { since, until }: { since: number; until: number },
): JudgedPeriod[] {
  // Whole milliseconds, as they are written down: a row is on the side that the report says.
  const cut = (i: number) => i === spans ? until : Math.ceil(since + i * (until - since) / spans);
  const cuts = Array.from({ length: spans + 1 }, (_, i) => cut(i));
  const periods: JudgedPeriod[] = [];
  let span = 0;
  let open: JudgedPeriod | undefined;
  for (const row of judged) {
    const ms = Date.parse(row.prediction.at);
    while (span < spans - 1 && ms >= cuts[span + 1]) span++;
    // A full period takes no more spans, but its last one whole.
    if (!open || (open.until < cuts[span + 1] && open.judged.length >= leastRows)) {
      open = { since: cuts[span], until: cuts[span + 1], judged: [] };
      periods.push(open);
    }
    open.until = cuts[span + 1];
    open.judged.push(row);
  }
  const [before, last] = periods.slice(-2);
  if (last && last.judged.length < leastRows) {
    before.until = last.until;
    before.judged.push(...last.judged);
    periods.pop();
  }
  return periods;
}
