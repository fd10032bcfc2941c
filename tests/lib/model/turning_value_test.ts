import { deepEqual, equal, ok } from "node:assert/strict";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { knownRange } from "../../../lib/model/known_range.ts";
import { scoreReading } from "../../../lib/model/score.ts";
import { sensorResolution, turningValue } from "../../../lib/model/turning_value.ts";
import { engineeredFeatures } from "../../../lib/prepare/engineered_features.ts";
import { readingAt } from "../../server/api_app.ts";
import { fitSample, simulated, smallModel, smallModelReading } from "./sample_model.ts";

Deno.test("two trees by hand: what ends an alarm, and what would raise one", () => {
  const model = smallModel();
  // Alarm at (1/3 + 0.9) / 2 = 0.62. Wear up to 200: (0 + 0.9) / 2 = 0.45, none. More torque only makes it worse.
  deepEqual(turningValue(model, smallModelReading, "tool_wear_min"), {
    sensor: "tool_wear_min",
    value: 200,
    probability: 0.45,
  });
  equal(turningValue(model, smallModelReading, "torque_nm"), undefined);
  equal(turningValue(model, smallModelReading, "air_temperature_k"), undefined);
  // No alarm at (0 + 0.9) / 2: torque above 60.1 makes it (1 + 0.9) / 2.
  const quiet = { ...smallModelReading, tool_wear_min: 190 };
  deepEqual(turningValue(model, quiet, "torque_nm"), { sensor: "torque_nm", value: 60.2, probability: 0.95 });
  deepEqual(turningValue(model, quiet, "tool_wear_min")!.value, 201);
});

Deno.test("every value is scored: it turns the answer, and no nearer multiple of the resolution does", async () => {
  const { model } = await fitSample({ rows: 1500, sets: ["train.trees=10", "validation.folds=2"] });
  const table = simulated(1500, 7);
  const rows = Array.from({ length: table.rowCount }, (_, row) => readingAt(table, row));
  const alarms = rows.filter((reading) => scoreReading(model, reading).failure).slice(0, 20);
  const quiet = rows.filter((reading) => !scoreReading(model, reading).failure).slice(0, 20);
  ok(alarms.length >= 10);
  let found = 0, none = 0;
  for (const reading of [...alarms, ...quiet]) {
    const { failure } = scoreReading(model, reading);
    for (const sensor of sensorColumns) {
      const turning = turningValue(model, reading, sensor);
      const step = sensorResolution[sensor], inverse = Math.round(1 / step);
      const at = (multiple: number) => scoreReading(model, { ...reading, [sensor]: multiple / inverse });
      if (turning) {
        const there = scoreReading(model, { ...reading, [sensor]: turning.value });
        equal(there.failure, !failure);
        equal(there.probability, turning.probability);
        found++;
      } else none++;
      // By trying each: everything up to the value found, or far out on both sides.
      const now = Math.round(reading[sensor] * inverse);
      const range = knownRange(model, sensor)!;
      const [least, most] = [range.least, range.most].map((value) => value * inverse);
      const reach = turning ? Math.abs(Math.round(turning.value * inverse) - now) - 1 : 400;
      for (let distance = 1; distance <= Math.min(reach, 400); distance++) {
        for (const multiple of [now - distance, now + distance]) {
          const known = multiple >= 0 && multiple >= least && multiple <= most;
          if (known) equal(at(multiple).failure, failure, `${sensor} ${multiple / inverse}`);
        }
      }
    }
  }
  ok(found >= 20 && none >= 20, `${found} ${none}`);
});

Deno.test("a value that no machine ever had is not offered, though it would turn the answer", () => {
  const model = smallModel();
  const strain = {
    ...model,
    header: {
      ...model.header,
      recipe: { ...model.header.recipe, feature_names: ["torque_nm", "tool_wear_min", "strain_min_nm"] },
    },
    // The first tree asks for strain up to 60,000, which takes 1,000 minutes at 60 Nm; wear is known up to 200.
    forest: {
      ...model.forest,
      featureCount: 3,
      feature: Int32Array.of(2, 1, -2, -2, -2, 1, -2, -2),
      threshold: Float64Array.of(60_000, 200, -2, -2, -2, 180.5, -2, -2),
      value: Float64Array.of(0.3, 1 / 8, 0, 0, 1, 0.4, 0.1, 0.1),
    },
  };
  equal(scoreReading(strain, { ...smallModelReading, tool_wear_min: 1001 }).failure, true);
  equal(turningValue(strain, { ...smallModelReading, tool_wear_min: 150 }, "tool_wear_min"), undefined);
});

Deno.test("every engineered feature is a line in each of its inputs, as the search assumes", () => {
  for (const { name, compute } of engineeredFeatures) {
    for (const [one, other] of [[1400, 37.5], [3, 220]]) {
      const first = (x: number) => compute(x, other), second = (x: number) => compute(one, x);
      for (const line of [first, second]) {
        const predicted = line(0) + 50 * (line(1) - line(0));
        ok(Math.abs(line(50) - predicted) < 1e-9 * Math.max(1, Math.abs(predicted)), name);
      }
    }
  }
});
