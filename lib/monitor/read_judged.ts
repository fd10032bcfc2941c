import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import type { LogReads } from "../prediction_log/merged_reads.ts";
import type { JudgedPrediction, JudgedPredictions } from "./judged_predictions.ts";
import { newestPredictionFinder } from "./newest_prediction_finder.ts";
import type { PredictionWindow } from "./prediction_window.ts";

/** How outcomes are read. */
export interface JudgedOptions {
  /** Awaited now and then, so that a server that answers meanwhile gets its turn (default: none). */
  pause?: () => Promise<void>;
  /** Outcomes read at most, the newest (default 100,000). */
  mostOutcomes?: number;
  /** Questions for single machines' predictions at most, where the window is a sample (default 5,000). */
  mostQuestions?: number;
}

/** Ids of one question. */
const idsAtOnce = 1_000;

/**
 * Reads the outcomes told of a window's time and finds the predictions that they are about: by id, or the machine's
 * newest prediction of this model made at the time told or at most 24 hours before. Where several are about one
 * prediction, the one recorded last counts; of those recorded at the same moment, the one of the later time.
 *
 * An outcome of a time at or after the window's end, as told by a clock that is ahead, is not of the window: its
 * machine may be predicted again before that time. Outcomes beyond the bounds are not counted at all.
 *
 * @throws {FaultlineError} As `LogReads` does.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { openSqlitePredictionStore } from "../prediction_log/sqlite_prediction_store.ts";
 * const log = openSqlitePredictionStore({ path: `${Deno.makeTempDirSync()}/faultline.db` });
 * const window = { since: 0, until: 1e12, stored: 0, predictions: [], latest: [] };
 * const judged = await readJudged(log, window, "0123456789ab");
 * deepEqual(judged, { judged: [], told: 0, matched: 0, unmatched: 0, superseded: 0 });
 * await log.close();
 * ```
 */
export async function readJudged(
  reads: Pick<LogReads, "outcomes" | "findAll" | "list">,
  window: PredictionWindow,
  model_version: string,
  options: JudgedOptions = {},
): Promise<JudgedPredictions> {
  const { pause, mostOutcomes = 100_000, mostQuestions = 5_000 } = options;
  const { since, until } = window;
  const newestFirst = (await reads.outcomes({ since, limit: mostOutcomes }))
    .filter(({ at }) => Date.parse(at) < until);
  await pause?.();

  const byId = new Map(window.predictions.map((prediction) => [prediction.id, prediction]));
  const ids = newestFirst.map(({ prediction_id }) => prediction_id).filter((id) => id !== null);
  const unread = [...new Set(ids)].filter((id) => !byId.has(id));
  for (let i = 0; i < unread.length; i += idsAtOnce) {
    for (const prediction of await reads.findAll(unread.slice(i, i + idsAtOnce))) {
      const ms = Date.parse(prediction.at);
      if (prediction.model.version === model_version && ms >= since && ms < until) {
        byId.set(prediction.id, prediction);
      }
    }
    await pause?.();
  }

  const newestOf = newestPredictionFinder(reads, window, model_version, { pause, mostQuestions });
  const kept = new Map<string, JudgedPrediction>();
  let told = 0, unmatched = 0, superseded = 0;
  for (const outcome of newestFirst) {
    const prediction = await predictionOf(outcome);
    if (prediction === undefined) continue;
    told++;
    if (prediction === null) {
      unmatched++;
      continue;
    }
    const rival = kept.get(prediction.id);
    if (rival) superseded++;
    // Times are in UTC with milliseconds, and sort as text. Of equal ones the first stays: it is of the later time.
    if (!rival || outcome.recorded_at > rival.outcome.recorded_at) {
      kept.set(prediction.id, { prediction, outcome });
    }
  }
  const judged = [...kept.values()].sort((a, b) => a.prediction.id < b.prediction.id ? -1 : 1);
  return { judged, told, matched: judged.length, unmatched, superseded };

  /** Null where there is none; undefined where it was not looked for. */
  async function predictionOf(outcome: StoredOutcome): Promise<StoredPrediction | null | undefined> {
    const { prediction_id, machine_id, at } = outcome;
    return prediction_id === null
      ? await newestOf(machine_id, Date.parse(at))
      : byId.get(prediction_id) ?? null;
  }
}
