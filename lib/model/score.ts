import type { Reading } from "../contracts/reading.ts";
import { scoreRow, scoreRows } from "../forest/score_rows.ts";
import { featureColumns, featureRow } from "../prepare/features.ts";
import type { Table } from "../table/table.ts";
import { calibrate } from "./calibration.ts";
import { isFailure } from "./is_failure.ts";
import type { Model } from "./model.ts";

/** What a model says of one reading. */
export interface Answer {
  /** The calibrated probability of failure, in [0, 1]. */
  probability: number;
  /** Whether it reaches the model's threshold. */
  failure: boolean;
}

/**
 * A reading in, a probability out: the one way to score a single reading.
 *
 * @throws {FaultlineError} `CATEGORY_UNKNOWN` for a type outside L, M and H.
 */
export function scoreReading(model: Model, reading: Reading): Answer {
  const { recipe, calibration } = model.header;
  const probability = calibrate(calibration, scoreRow(model.forest, featureRow(reading, recipe)));
  return { probability, failure: isFailure(model, probability) };
}

/**
 * The calibrated probability of failure of every reading in a table, in [0, 1]: bit for bit what
 * {@linkcode scoreReading} says of each.
 */
export function scoreTable(model: Model, table: Table): Float64Array {
  const scores = scoreRows(model.forest, featureColumns(table, model.header.recipe));
  for (let row = 0; row < scores.length; row++) {
    scores[row] = calibrate(model.header.calibration, scores[row]);
  }
  return scores;
}
