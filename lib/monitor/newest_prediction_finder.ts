import type { StoredPrediction } from "../contracts/prediction.ts";
import type { LogReads } from "../prediction_log/merged_reads.ts";
import type { PredictionWindow } from "./prediction_window.ts";

const mostEarlierMs = 24 * 3_600_000;
/** A question for one row is much less work than a page. */
const questionsToAPause = 50;

/**
 * Makes a function that finds a machine's newest prediction of a window made at a time or at most 24 hours before. It
 * is to be asked for later times first. In a window that was read whole, or among its latest, a prediction is found in
 * memory; else the log is asked, and one answer serves all times of the machine that it settles.
 *
 * The function answers null where there is none, and undefined where it would have to ask more than `mostQuestions`.
 *
 * @param options.pause Awaited after every 50 questions (default: none).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const window = { since: 0, until: 1e12, stored: 0, predictions: [], latest: [] };
 * const reads = { list: () => Promise.resolve([]) };
 * const newestOf = newestPredictionFinder(reads, window, "0123456789ab", { mostQuestions: 5 });
 * equal(await newestOf("press-1", 1e11), null);
 * ```
 */
export function newestPredictionFinder(
  reads: Pick<LogReads, "list">,
  window: PredictionWindow,
  model_version: string,
  options: { mostQuestions: number; pause?: () => Promise<void> },
): (machine_id: string, ms: number) => Promise<StoredPrediction | null | undefined> {
  const { since, stored, predictions, latest } = window;
  const isWhole = stored === predictions.length;
  // Between the latest none is left out: the newest of a machine among them is its newest. Of a sample that is not so.
  const inMemory = byMachine(isWhole ? predictions : latest);
  /** By machine, what the last question found for its time, and so for all times back to that prediction's. */
  const answers = new Map<string, StoredPrediction | null>();
  let questions = 0;

  return async (machine_id, ms) => {
    const found = newestAt(inMemory.get(machine_id) ?? [], ms);
    if (found || isWhole) return near(found, ms);
    const answer = answers.get(machine_id);
    if (answer === null || (answer && Date.parse(answer.at) <= ms)) return near(answer, ms);
    return questions++ < options.mostQuestions ? await ask(machine_id, ms) : undefined;
  };

  /** Asks back to the window's beginning, not for 24 hours alone: that none is there settles all earlier times. */
  async function ask(machine_id: string, ms: number): Promise<StoredPrediction | null> {
    const [found = null] = await reads.list({ machine_id, model_version, since, until: ms + 1, limit: 1 });
    answers.set(machine_id, found);
    if (questions % questionsToAPause === 0) await options.pause?.();
    return near(found, ms);
  }
}

function near(prediction: StoredPrediction | null, ms: number): StoredPrediction | null {
  return prediction && ms - Date.parse(prediction.at) <= mostEarlierMs ? prediction : null;
}

/** A prediction with its time in milliseconds since the epoch. */
interface Timed {
  ms: number;
  prediction: StoredPrediction;
}

function byMachine(oldestFirst: readonly StoredPrediction[]): Map<string, Timed[]> {
  const machines = new Map<string, Timed[]>();
  for (const prediction of oldestFirst) {
    const timed = { ms: Date.parse(prediction.at), prediction };
    const own = machines.get(prediction.machine_id);
    if (own) own.push(timed);
    else machines.set(prediction.machine_id, [timed]);
  }
  return machines;
}

/** The last of those that are oldest first whose time is not after one. */
function newestAt(oldestFirst: readonly Timed[], ms: number): StoredPrediction | null {
  let low = 0, high = oldestFirst.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (oldestFirst[middle].ms <= ms) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : oldestFirst[low - 1].prediction;
}
