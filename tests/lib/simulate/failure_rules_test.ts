import { deepEqual, equal, throws } from "node:assert/strict";
import {
  failsByRules,
  failureByRules,
  isHeatDissipationFailure,
  isOverstrainFailure,
  isPowerFailure,
} from "../../../lib/simulate/failure_rules.ts";
import { createTable } from "../../../lib/table/table.ts";

const sound = {
  type: "L",
  air_temperature_k: 300,
  process_temperature_k: 310,
  rotational_speed_rpm: 1500,
  torque_nm: 40,
  tool_wear_min: 100,
};

Deno.test("a sound reading fails by no rule", () => equal(failsByRules(sound), false));

Deno.test("heat dissipation needs a small difference and a low speed", () => {
  const warm = { ...sound, process_temperature_k: 308.5 };
  equal(isHeatDissipationFailure({ ...warm, rotational_speed_rpm: 1379 }), true);
  equal(isHeatDissipationFailure({ ...warm, rotational_speed_rpm: 1380 }), false);
  equal(isHeatDissipationFailure({ ...sound, rotational_speed_rpm: 1379 }), false);
});

Deno.test("the temperature difference is compared unrounded, as doubles give it", () => {
  const slow = { ...sound, rotational_speed_rpm: 1300 };
  // 303.7 - 295.1 is 8.599999999999966 and 303.6 - 295 is 8.600000000000023; both round to 8.6.
  equal(isHeatDissipationFailure({ ...slow, air_temperature_k: 295.1, process_temperature_k: 303.7 }), true);
  equal(isHeatDissipationFailure({ ...slow, air_temperature_k: 295, process_temperature_k: 303.6 }), false);
});

Deno.test("power fails below 3500 W and above 9000 W", () => {
  // 1500 rpm is 50 pi rad/s: 3500 W is 22.28 Nm, 9000 W is 57.30 Nm.
  const at = (torque_nm: number) => isPowerFailure({ ...sound, torque_nm });
  deepEqual([22.2, 22.3, 57.2, 57.3].map(at), [true, false, false, true]);
});

Deno.test("overstrain has its own limit for each type and starts above it", () => {
  const at = (type: string, tool_wear_min: number) =>
    isOverstrainFailure({ ...sound, type, torque_nm: 50, tool_wear_min });
  deepEqual([at("L", 220), at("L", 221)], [false, true]);
  deepEqual([at("M", 240), at("M", 241)], [false, true]);
  deepEqual([at("H", 260), at("H", 261)], [false, true]);
  equal(at("X", 1000), false);
});

Deno.test("the columnar form gives what the rules say of each row", () => {
  const readings = [
    sound,
    { ...sound, process_temperature_k: 308, rotational_speed_rpm: 1300 },
    { ...sound, torque_nm: 70 },
    { ...sound, type: "H", torque_nm: 56, tool_wear_min: 230 },
    { ...sound, type: "L", torque_nm: 56, tool_wear_min: 230 },
  ];
  const column = (name: Exclude<keyof typeof sound, "type">) => Float64Array.from(readings, (r) => r[name]);
  const table = createTable({
    type: readings.map((r) => r.type),
    air_temperature_k: column("air_temperature_k"),
    process_temperature_k: column("process_temperature_k"),
    rotational_speed_rpm: column("rotational_speed_rpm"),
    torque_nm: column("torque_nm"),
    tool_wear_min: column("tool_wear_min"),
  });
  deepEqual([...failureByRules(table)], [0, 1, 1, 0, 1]);
  deepEqual([...failureByRules(table)], readings.map((reading) => Number(failsByRules(reading))));
});

Deno.test("a table without a sensor column is refused", () => {
  throws(() => failureByRules(createTable({ type: ["L"] })), TypeError);
});

const realFile = Deno.env.get("AI4I_CSV");
if (realFile !== undefined) {
  Deno.test("on AI4I 2020 every rule hits its own column exactly, and the three together have F1 0.917", () => {
    const rows = Deno.readTextFileSync(realFile).trim().split(/\r?\n/).slice(1).map((line) =>
      line.split(",")
    );
    const counts = { hdf: 0, pwf: 0, osf: 0, predicted: 0, failures: 0, hits: 0 };
    for (const row of rows) {
      const [air, process, speed, torque, wear, failure, _twf, hdf, pwf, osf] = row.slice(3).map(Number);
      const reading = {
        type: row[2],
        air_temperature_k: air,
        process_temperature_k: process,
        rotational_speed_rpm: speed,
        torque_nm: torque,
        tool_wear_min: wear,
      };
      equal(Number(isHeatDissipationFailure(reading)), hdf, `hdf of row ${row[0]}`);
      equal(Number(isPowerFailure(reading)), pwf, `pwf of row ${row[0]}`);
      equal(Number(isOverstrainFailure(reading)), osf, `osf of row ${row[0]}`);
      const predicted = Number(failsByRules(reading));
      counts.hdf += hdf;
      counts.pwf += pwf;
      counts.osf += osf;
      counts.predicted += predicted;
      counts.failures += failure;
      counts.hits += predicted & failure;
    }
    deepEqual(counts, { hdf: 115, pwf: 95, osf: 98, predicted: 287, failures: 339, hits: 287 });
    equal((2 * counts.hits / (counts.predicted + counts.failures)).toFixed(3), "0.917");
  });
}
