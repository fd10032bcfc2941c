import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { FaultlineError } from "../../../lib/errors.ts";
import { driftNames, findDriftScenario } from "../../../lib/simulate/drift_scenarios.ts";
import { simulateReadings, type SimulationOptions } from "../../../lib/simulate/simulate_readings.ts";
import { numberColumn, type Table, textColumn } from "../../../lib/table/table.ts";

const rows = 6000;
function simulate(options: Partial<SimulationOptions>): Table {
  const [table] = simulateReadings({ rows, seed: 7, batchRows: rows, ...options });
  return table;
}
const plain = simulate({});
const failures = (table: Table) => numberColumn(table, "failure").reduce((sum, value) => sum + value, 0);
/** The columns in which a drifted run differs from the plain one of the same seed. */
function changedColumns(table: Table): string[] {
  return [...table.columns.keys()].filter((name) => {
    const a = table.columns.get(name)!, b = plain.columns.get(name)!;
    return Array.prototype.some.call(a, (value, i) => value !== b[i]);
  });
}

Deno.test("every scenario has a description of one line and changes what it says and nothing else", () => {
  const changed: Record<string, string[]> = {};
  for (const drift of driftNames) {
    ok(!findDriftScenario(drift).description.includes("\n"));
    changed[drift] = changedColumns(simulate({ drift }));
  }
  deepEqual(changed, {
    "sensor-offset": ["air_temperature_k"],
    "stuck-sensor": ["torque_nm"],
    "new-type": ["type"],
    // The walks are the same and rounded anew, so a few differences cross the heat limit.
    "hall-heating": ["air_temperature_k", "process_temperature_k", ...changed["hall-heating"].slice(2)],
    "failure-shift": ["failure", "hdf", "osf"],
  });
  ok(changed["hall-heating"].slice(2).every((name) => name === "hdf" || name === "failure"));
});

Deno.test("sensor-offset adds 2 K to the air temperature and leaves failures as they were", () => {
  const drifted = numberColumn(simulate({ drift: "sensor-offset" }), "air_temperature_k");
  const true_ = numberColumn(plain, "air_temperature_k");
  ok(drifted.every((value, i) => Math.abs(value - true_[i] - 2) < 1e-9));
});

Deno.test("stuck-sensor freezes torque at its value where drift begins", () => {
  const torque = numberColumn(simulate({ drift: "stuck-sensor", driftStart: 0.5 }), "torque_nm");
  const true_ = numberColumn(plain, "torque_nm");
  deepEqual(torque.slice(0, rows / 2 + 1), true_.slice(0, rows / 2 + 1));
  ok(torque.slice(rows / 2).every((value) => value === true_[rows / 2]));
});

Deno.test("a stuck sensor of one simulation is not remembered by the next", () => {
  const first = numberColumn(simulate({ drift: "stuck-sensor" }), "torque_nm")[0];
  const second = numberColumn(simulate({ drift: "stuck-sensor", seed: 8 }), "torque_nm")[0];
  ok(first !== second);
});

Deno.test("new-type gives one reading in five the type X", () => {
  const types = textColumn(simulate({ drift: "new-type" }), "type");
  const share = types.filter((type) => type === "X").length / rows;
  ok(Math.abs(share - 0.2) < 0.02, `share ${share}`);
});

Deno.test("hall-heating ends 6 K warmer in air and process alike", () => {
  const heated = simulate({ drift: "hall-heating" });
  for (const name of ["air_temperature_k", "process_temperature_k"]) {
    const last = numberColumn(heated, name)[rows - 1] - numberColumn(plain, name)[rows - 1];
    ok(Math.abs(last - 6) < 0.11, `${name} ${last}`);
  }
});

Deno.test("a hall heats by as much as is asked for, and twelve kelvin are twice six", () => {
  const heated = simulate({ drift: "hall-heating", heatingK: 12 });
  const [last, before] = [heated, plain].map((table) => numberColumn(table, "air_temperature_k")[rows - 1]);
  ok(Math.abs(last - before - 12) < 0.11, String(last - before));
  throws(() => simulateReadings({ seed: 1, heatingK: NaN }), RangeError);
});

Deno.test("failure-shift at least doubles the failures", () => {
  ok(failures(simulate({ drift: "failure-shift" })) > 2 * failures(plain));
});

Deno.test("drift begins after the share asked for, and at share 1 never", () => {
  for (const drift of driftNames) deepEqual(changedColumns(simulate({ drift, driftStart: 1 })), []);
  const late = numberColumn(simulate({ drift: "sensor-offset", driftStart: 0.25 }), "air_temperature_k");
  const true_ = numberColumn(plain, "air_temperature_k");
  equal(late.findIndex((value, i) => value !== true_[i]), rows / 4);
});

Deno.test("an unknown scenario is refused with the names there are", () => {
  throws(() => findDriftScenario("toString"), (error) => {
    ok(error instanceof FaultlineError);
    equal(error.code, "USAGE");
    ok(driftNames.every((name) => error.hint?.includes(name)));
    return true;
  });
});
