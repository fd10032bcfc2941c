import { equal } from "node:assert/strict";
import { likelierSensor } from "../../../lib/monitor/likelier_sensor.ts";
import { createRandom } from "../../../lib/random/random.ts";

const rows = 2_000;

/** Two temperatures of one hall that walk together, and their difference; from `place` on one of them is off by 2 K. */
function hall(seed: number, off: "air" | "process" | "both" | "none", place = 1_500) {
  const random = createRandom(seed);
  let walk = 0;
  const common = Float64Array.from({ length: 2 * rows }, () => walk += 0.05 * random.normal());
  const noisy = (offset: number) => common.map((value) => value + offset + 0.5 * random.normal());
  const air = noisy(300), process = noisy(310);
  for (let row = rows + place; row < 2 * rows; row++) {
    if (off === "air" || off === "both") air[row] += 2;
    if (off === "process" || off === "both") process[row] += 2;
  }
  const sides = (values: Float64Array) => ({
    reference: values.subarray(0, rows),
    latest: values.subarray(rows),
  });
  return {
    difference: sides(process.map((value, row) => value - air[row])),
    sensors: { air: sides(air), process: sides(process) },
  };
}

Deno.test("of 20 halls the sensor that slipped by 2 K between two readings is named in each", () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const off of ["air", "process"] as const) {
      const { difference, sensors } = hall(seed, off);
      equal(likelierSensor(difference, sensors), off, `seed ${seed}`);
    }
  }
});

Deno.test("one that was off before the first of these readings did not jump in them: nobody is named", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { difference, sensors } = hall(seed, "air", 0);
    equal(likelierSensor(difference, sensors), null, `seed ${seed}`);
  }
});

Deno.test("too few readings on a side for a jump, none at all, or no sensor: nobody is named", () => {
  const { difference, sensors } = hall(1, "air");
  const short = (count: number) => ({ ...difference, latest: difference.latest.subarray(rows - count) });
  for (const count of [0, 1, 49]) {
    equal(
      likelierSensor(short(count), {
        air: { ...sensors.air, latest: sensors.air.latest.subarray(rows - count) },
        process: { ...sensors.process, latest: sensors.process.latest.subarray(rows - count) },
      }),
      null,
    );
  }
  const none = { reference: new Float64Array(0), latest: sensors.air.latest };
  equal(likelierSensor(difference, { air: none, process: none }), null);
  equal(likelierSensor(difference, {}), null);
});

Deno.test("a sensor that never jumps in the reference, or has values missing there, is not blamed", () => {
  const { difference, sensors } = hall(3, "air");
  const still = { ...sensors.air, reference: new Float64Array(rows).fill(300) };
  equal(likelierSensor(difference, { air: still, process: sensors.process }), null);
  const hole = { ...sensors.air, reference: sensors.air.reference.map((value, i) => i === 9 ? NaN : value) };
  equal(likelierSensor(difference, { air: hole, process: sensors.process }), null);
});
