import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { outOfRange } from "../../../lib/monitor/out_of_range.ts";
import { createTable } from "../../../lib/table/table.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

/** Predictions whose torque is given, and one of whose wear is 900 min. */
function torques(values: readonly number[]) {
  return values.map((torque_nm, number) => {
    const made = madePrediction({ ms: 1000 * number, number });
    const tool_wear_min = number === 0 ? 900 : 0;
    return { ...made, reading: { ...made.reading, torque_nm, tool_wear_min } };
  });
}

Deno.test("readings outside the reference's finite values are counted by sensor, its ends included in it", () => {
  const reference = createTable({
    tool_wear_min: Float64Array.of(0, 240, 12, 100),
    torque_nm: Float64Array.of(NaN, 20, Infinity, 60),
    air_temperature_k: Float64Array.of(290, 300, 310, 300),
  });
  deepEqual(outOfRange(torques([20, 60, 19.9, -5, 60.1, 40, 1e9, 3]), reference), [
    { column: "torque_nm", least: 20, most: 60, below: 3, above: 2, share: 5 / 8 },
    { column: "tool_wear_min", least: 0, most: 240, below: 0, above: 1, share: 1 / 8 },
  ]);
  deepEqual(outOfRange(torques([]), reference), []);
});

Deno.test("a sensor that the reference lacks, has as text or has no number of is not looked at", () => {
  const reference = createTable({
    torque_nm: ["20", "60"],
    tool_wear_min: Float64Array.of(NaN, -Infinity),
    power_w: Float64Array.of(0, 1),
  });
  deepEqual(outOfRange(torques([0, 1000]), reference), []);
  deepEqual(outOfRange(torques([0, 1000]), createTable({})), []);
  deepEqual(outOfRange(torques([0]), createTable({ torque_nm: new Float64Array(0) })), []);
});

Deno.test("readings that the reference itself is made of are within it, and one beyond each end is not", () => {
  const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), (values) => {
    const column = Float64Array.from(values);
    const reference = createTable(Object.fromEntries(sensorColumns.map((name) => [name, column])));
    const predictions = values.map((value, number) => {
      const made = madePrediction({ ms: number, number });
      return {
        ...made,
        reading: { ...made.reading, ...Object.fromEntries(sensorColumns.map((name) => [name, value])) },
      };
    });
    deepEqual(outOfRange(predictions, reference), []);
    const [{ below, above }] = outOfRange(
      torques([Math.min(...values) - 1, ...values, Math.max(...values) + 1]),
      createTable({ torque_nm: column }),
    );
    deepEqual([below, above], [1, 1]);
  }));
});
