import type { StoredPrediction } from "../contracts/prediction.ts";
import { sensorColumns } from "../contracts/reading.ts";
import { withEngineeredFeatures } from "../prepare/engineered_features.ts";
import { createTable, type Table, withColumns } from "../table/table.ts";

/**
 * Stored predictions with the columns of a model's reference, but for what became of them: type, sensors, engineered
 * features and probability.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(windowTable([]).columns.has("temperature_difference_k"), true);
 * ```
 */
export function windowTable(predictions: readonly StoredPrediction[]): Table {
  const numbers = (value: (prediction: StoredPrediction) => number) => {
    const column = new Float64Array(predictions.length);
    for (let row = 0; row < column.length; row++) column[row] = value(predictions[row]);
    return column;
  };
  const raw = createTable({
    type: predictions.map(({ reading }) => reading.type),
    ...Object.fromEntries(sensorColumns.map((name) => [name, numbers(({ reading }) => reading[name])])),
  });
  return withColumns(withEngineeredFeatures(raw), { probability: numbers(({ probability }) => probability) });
}
