import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";

/** What came of predictions, as far as people have told. */
export interface ToldOutcomes {
  /** Alarms that somebody answered, and how many of them were right. */
  alarms: number;
  right: number;
  /** Readings without an alarm of which somebody told, and how many of those machines had failed. */
  quiet: number;
  missed: number;
  /** Outcomes of a machine at a time, which name no prediction. */
  others: number;
  /** Whether there are more in the time looked back than were read. */
  more: boolean;
}

/** Outcomes that are looked at, newest first. */
const mostOutcomes = 200;

/** Compares the newest outcomes of a time with what was predicted. */
export async function readOutcomes(
  predictions: Pick<PredictionLog, "find" | "outcomes">,
  since: number,
): Promise<ToldOutcomes> {
  const outcomes = await predictions.outcomes({ since, limit: mostOutcomes });
  const told: ToldOutcomes = {
    alarms: 0,
    right: 0,
    quiet: 0,
    missed: 0,
    others: 0,
    more: outcomes.length === mostOutcomes,
  };
  const found = await Promise.all(
    outcomes.map(({ prediction_id }) => prediction_id === null ? undefined : predictions.find(prediction_id)),
  );
  outcomes.forEach(({ failure }, i) => {
    const prediction = found[i];
    if (!prediction) told.others++;
    else if (prediction.failure) {
      told.alarms++;
      told.right += Number(failure);
    } else {
      told.quiet++;
      told.missed += Number(failure);
    }
  });
  return told;
}
