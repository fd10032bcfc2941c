import { deepEqual, equal } from "node:assert/strict";
import { machineTypes } from "../../../lib/contracts/reading.ts";
import { referenceTable } from "../../../lib/model/reference_table.ts";
import { windowTable } from "../../../lib/monitor/window_table.ts";
import { withEngineeredFeatures } from "../../../lib/prepare/engineered_features.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";
import { simulated } from "../model/sample_model.ts";

Deno.test("a prediction becomes a row: what it was made from, what is computed of that, and its probability", () => {
  const prediction = madePrediction({ ms: 0, number: 0, probability: 0.75 });
  prediction.reading = {
    ...prediction.reading,
    torque_nm: 40,
    tool_wear_min: 100,
    rotational_speed_rpm: 1500,
  };
  prediction.reading = { ...prediction.reading, air_temperature_k: 300, process_temperature_k: 310 };
  const { rowCount, columns } = windowTable([prediction]);
  equal(rowCount, 1);
  deepEqual(Object.fromEntries([...columns].map(([name, column]) => [name, column[0]])), {
    type: "M",
    air_temperature_k: 300,
    process_temperature_k: 310,
    rotational_speed_rpm: 1500,
    torque_nm: 40,
    tool_wear_min: 100,
    // 40 Nm at 1,500 revolutions a minute: 40 · 1,500 · 2π / 60.
    power_w: 40 * 1500 * (2 * Math.PI) / 60,
    temperature_difference_k: 10,
    strain_min_nm: 4000,
    probability: 0.75,
  });
});

Deno.test("it has the columns of a model's reference, in their order, but for the outcome; of no prediction too", () => {
  const train = withEngineeredFeatures(simulated(100, 1));
  const reference = [...referenceTable(train, new Float64Array(100)).columns.keys()];
  const expected = reference.filter((name) => name !== "failure");
  deepEqual([...windowTable([]).columns.keys()], expected);
  const rows = machineTypes.map((type, number) => {
    const prediction = madePrediction({ ms: number, number });
    return { ...prediction, reading: { ...prediction.reading, type } };
  });
  deepEqual(windowTable(rows).columns.get("type"), [...machineTypes]);
});
