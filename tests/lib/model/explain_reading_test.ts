import { deepEqual, equal, ok } from "node:assert/strict";
import { leafOf } from "../../../lib/forest/plain_walk.ts";
import { scoreRow } from "../../../lib/forest/score_rows.ts";
import { explainReading } from "../../../lib/model/explain_reading.ts";
import { featureRow } from "../../../lib/prepare/features.ts";
import { readingAt } from "../../server/api_app.ts";
import { fitSample, simulated, smallModel, smallModelReading } from "./sample_model.ts";

Deno.test("two trees by hand: each step's move goes to the feature that was split on", () => {
  // Tree 1: torque 60 <= 60.1, 0.3 to 1/8; wear 201 > 200, 1/8 to 1/3. Tree 2: wear 201 > 180.5, 0.4 to 0.9.
  const { base, score, contributions } = explainReading(smallModel(), smallModelReading);
  const near = (a: number, b: number) => ok(Math.abs(a - b) < 1e-15, `${a} ${b}`);
  near(base, 0.35);
  near(score, (1 / 3 + 0.9) / 2);
  deepEqual(contributions.map(({ feature, value }) => [feature, value]), [
    ["torque_nm", 60],
    ["tool_wear_min", 201],
  ]);
  near(contributions[0].contribution, (1 / 8 - 0.3) / 2);
  near(contributions[1].contribution, (1 / 3 - 1 / 8 + 0.5) / 2);
});

Deno.test("base and contributions sum to the score that the forest gives, on every reading", async () => {
  const { model } = await fitSample({ rows: 1500, sets: ["train.trees=20", "validation.folds=2"] });
  const table = simulated(400, 7);
  const { forest, header } = model;
  let apart = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const reading = readingAt(table, row);
    const { base, score, contributions } = explainReading(model, reading);
    const values = featureRow(reading, header.recipe);
    equal(score, scoreRow(forest, values));
    const sum = contributions.reduce((sum, { contribution }) => sum + contribution, base);
    apart = Math.max(apart, Math.abs(sum - score));
    ok(leafOf(forest, 0, values) > 0);
  }
  ok(apart < 1e-12, `${apart}`);
});

Deno.test("a feature that no split looks at contributes nothing", () => {
  const model = smallModel();
  const recipe = { ...model.header.recipe, feature_names: ["torque_nm", "tool_wear_min", "power_w"] };
  const wider = {
    ...model,
    header: { ...model.header, recipe },
    forest: { ...model.forest, featureCount: 3 },
  };
  equal(explainReading(wider, smallModelReading).contributions[2].contribution, 0);
});
