import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import { timeOfId } from "../../lib/prediction_log/id_time.ts";

/** Since when a machine's risk has not been low. */
export interface RiskRun {
  /** The first prediction of the run that is known. */
  first: StoredPrediction;
  /** Whether the run may be longer than was looked back. */
  longer: boolean;
}

/** Predictions that are read at once while the beginning is sought. */
const atOnce = 100;

/**
 * Finds where a machine's current run of high or elevated risk began: behind its newest prediction of low risk.
 *
 * @param latest The machine's newest prediction, not of low risk.
 * @param since How far to look back, in milliseconds since the epoch.
 */
export async function findRiskRun(
  predictions: Pick<PredictionLog, "list">,
  latest: StoredPrediction,
  since: number,
): Promise<RiskRun> {
  const { machine_id } = latest;
  const [low] = await predictions.list({ machine_id, risk: "low", since, limit: 1 });
  const from = low === undefined ? since : timeOfId(low.id);
  let to = timeOfId(latest.id) + 1;
  let first = latest;
  // There is a prediction of the run before `to`, and none before `from`: halve until all between fit into one answer.
  for (;;) {
    const some = await predictions.list({ machine_id, since: from, until: to, limit: atOnce });
    const run = some.filter(({ id }) => low === undefined || id > low.id);
    if (run.length > 0) first = run[run.length - 1];
    if (some.length < atOnce || run.length < some.length) break;
    to = await lastHalf(timeOfId(first.id));
  }
  const longer = low === undefined &&
    (await predictions.list({ machine_id, until: since, limit: 1 })).length > 0;
  return { first, longer };

  /** The earliest end that halving finds with a prediction of the run before it. */
  async function lastHalf(end: number): Promise<number> {
    let [empty, full] = [from, end];
    while (full - empty > 1) {
      const middle = Math.floor((empty + full) / 2);
      const [found] = await predictions.list({ machine_id, since: from, until: middle, limit: 1 });
      if (found && (low === undefined || found.id > low.id)) full = middle;
      else empty = middle;
    }
    return full;
  }
}
