import { equal, throws } from "node:assert/strict";
import type { Reading } from "../../../lib/contracts/reading.ts";
import { scoreReading, scoreTable } from "../../../lib/model/score.ts";
import { featureColumns, featureRow } from "../../../lib/prepare/features.ts";
import { readingAt } from "../../server/api_app.ts";
import { fitSample, simulated, smallModel } from "./sample_model.ts";

const { model } = await fitSample({ rows: 1500, sets: ["train.trees=10", "validation.folds=2"] });
const table = simulated(2000, 5);

Deno.test("features for training and for serving are bit-identical over all rows", () => {
  const columns = featureColumns(table, model.header.recipe);
  for (let row = 0; row < table.rowCount; row++) {
    const served = featureRow(readingAt(table, row), model.header.recipe);
    columns.forEach((column, f) => equal(served[f], column[row]));
  }
});

Deno.test("a reading alone scores bit for bit as in a table, and its decision follows from its probability", () => {
  const probabilities = scoreTable(model, table);
  for (let row = 0; row < table.rowCount; row++) {
    const { probability, failure } = scoreReading(model, readingAt(table, row));
    equal(probability, probabilities[row]);
    equal(failure, probability >= model.header.threshold.probability);
  }
});

Deno.test("a reading at the threshold fails", () => {
  const small = smallModel();
  const reading = readingAt(table, 0);
  // 1 from the first tree, 0.1 from the second: 0.55.
  const strained = { ...reading, torque_nm: 61, tool_wear_min: 100 };
  equal(scoreReading(small, strained).probability, 0.55);
  equal(scoreReading(small, strained).failure, true);
  small.header.threshold.probability = 0.55;
  equal(scoreReading(small, strained).failure, true);
  small.header.threshold.probability = 0.5500001;
  equal(scoreReading(small, strained).failure, false);
});

Deno.test("a type that the model does not know is refused, in a reading and in a table", () => {
  const reading = { ...readingAt(table, 0), type: "X" } as unknown as Reading;
  throws(() => scoreReading(model, reading), { code: "CATEGORY_UNKNOWN" });
});
