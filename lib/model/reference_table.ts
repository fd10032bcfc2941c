import { sensorColumns } from "../contracts/reading.ts";
import { engineeredFeatures } from "../prepare/engineered_features.ts";
import { selectColumns, type Table, takeRows, withColumns } from "../table/table.ts";

/** A reference has no more rows than this; it travels with the model. */
const mostRows = 100_000;

/**
 * What the model was trained on, for drift to be told from: type, sensors and engineered features, whether each
 * reading failed, and its calibrated probability by a forest that never saw it. Of very many rows the last 100,000,
 * in their order, so that stretches of it can be compared with each other.
 */
export function referenceTable(train: Table, outOfFoldProbability: Float64Array): Table {
  const names = ["type", ...sensorColumns, ...engineeredFeatures.map((feature) => feature.name), "failure"];
  const whole = withColumns(selectColumns(train, names), { probability: outOfFoldProbability });
  if (whole.rowCount <= mostRows) return whole;
  const first = whole.rowCount - mostRows;
  return takeRows(whole, Int32Array.from({ length: mostRows }, (_, i) => first + i));
}
