import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";

/** A machine's predictions over a span, few enough to draw. */
export interface MachineHistory {
  /** Oldest first. */
  predictions: StoredPrediction[];
  /** Milliseconds of which only the newest prediction each is there; undefined when all are there. */
  everyMs: number | undefined;
}

/** Which machine, which span in milliseconds since the epoch, and into how many pieces it is cut. */
export interface MachineHistoryQuery {
  machine_id: string;
  since: number;
  until: number;
  pieces: number;
}

/**
 * A machine's predictions over a span: all of them where they are no more than twice the pieces, else the newest of each
 * piece. Reads no more than it returns, however many there are.
 */
export async function readHistory(
  predictions: Pick<PredictionLog, "list">,
  { machine_id, since, until, pieces }: MachineHistoryQuery,
): Promise<MachineHistory> {
  const limit = 2 * pieces + 1;
  const all = await predictions.list({ machine_id, since, until, limit });
  if (all.length < limit) return { predictions: all.reverse(), everyMs: undefined };
  const everyMs = (until - since) / pieces;
  const found = await Promise.all(
    Array.from({ length: pieces }, (_, i) =>
      predictions.list({
        machine_id,
        since: Math.round(since + i * everyMs),
        until: Math.round(since + (i + 1) * everyMs),
        limit: 1,
      })),
  );
  return { predictions: found.flat(), everyMs };
}
