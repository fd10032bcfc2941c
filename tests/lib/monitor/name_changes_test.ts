import { deepEqual, equal, match } from "node:assert/strict";
import type { StretchStatistic } from "../../../lib/contracts/monitor_report.ts";
import { alarmColumn, surpriseColumn } from "../../../lib/monitor/compare_stretch.ts";
import { nameChanges, type NameChangesInput } from "../../../lib/monitor/name_changes.ts";

/** Means that left the reference, upward; with `share` of a type's. */
function moved(...columns: string[]): StretchStatistic[] {
  return columns.map((column) => ({
    column,
    statistic: column === "type" ? "share" : "mean",
    category: column === "type" ? "L" : null,
    now: 0.5,
    reference: 0.25,
    reference_sd: 0.01,
    deviation: 25,
    p_value: 1e-9,
    left: true,
  }));
}

function named(columns: string[], more: Partial<NameChangesInput> = {}): [string, string | null][] {
  return nameChanges({ statistics: moved(...columns), stuck: [], likelier: () => null, ...more })
    .map(({ code, column }) => [code, column]);
}

// The oracle of all these is the physics that the names stand for; see the docstring of nameChanges.
Deno.test("nothing that left is nothing to name", () => {
  const [kept] = moved("torque_nm");
  deepEqual(nameChanges({ statistics: [{ ...kept, left: false }], stuck: [], likelier: () => null }), []);
});

Deno.test("a temperature that takes the difference with it, and not the other temperature, is its sensor's fault", () => {
  deepEqual(named(["air_temperature_k", "temperature_difference_k"]), [[
    "sensor_fault",
    "air_temperature_k",
  ]]);
  deepEqual(named(["process_temperature_k", "temperature_difference_k"]), [
    ["sensor_fault", "process_temperature_k"],
  ]);
});

Deno.test("a temperature that moves while the difference stays takes the other with it: the hall has changed", () => {
  deepEqual(named(["air_temperature_k"]), [["plant_changed", "air_temperature_k"]]);
  deepEqual(named(["air_temperature_k", "process_temperature_k"]), [["plant_changed", null]]);
});

Deno.test("the difference alone is one of two sensors: the one that jumped, or both named where none did", () => {
  const only = ["temperature_difference_k"];
  deepEqual(named(only, { likelier: (sensors) => sensors[0] }), [["sensor_fault", "air_temperature_k"]]);
  const [either] = nameChanges({ statistics: moved(...only), stuck: [], likelier: () => null });
  equal(either.column, null);
  match(either.message, /air_temperature_k or process_temperature_k is off/);
});

Deno.test("torque with power and strain, speed as ever, is the torque sensor; torque with speed is another load", () => {
  deepEqual(named(["torque_nm", "power_w", "strain_min_nm"]), [["sensor_fault", "torque_nm"]]);
  deepEqual(named(["power_w", "strain_min_nm"]), [["sensor_fault", "torque_nm"]]);
  deepEqual(named(["torque_nm", "rotational_speed_rpm", "power_w"]), [["plant_changed", null]]);
});

Deno.test("a sensor and a feature that is not made from it are more than one fault", () => {
  deepEqual(named(["torque_nm", "temperature_difference_k"]), [["plant_changed", "torque_nm"]]);
});

Deno.test("a stuck sensor explains itself and what is made from it, and nothing else", () => {
  const stuck = [{ column: "torque_nm" as const, value: 40 }];
  deepEqual(named(["torque_nm", "power_w", "strain_min_nm"], { stuck }), [["stuck_sensor", "torque_nm"]]);
  deepEqual(named(["torque_nm", "power_w", "air_temperature_k", "temperature_difference_k"], { stuck }), [
    ["stuck_sensor", "torque_nm"],
    ["sensor_fault", "air_temperature_k"],
  ]);
});

Deno.test("failures that come otherwise than predicted: with other readings, or with the same", () => {
  deepEqual(named([surpriseColumn]), [["failure_process_changed", null]]);
  deepEqual(named([surpriseColumn, "torque_nm"]), [["sensor_fault", "torque_nm"], [
    "performance_dropped",
    null,
  ]]);
});

Deno.test("types and predictions have names of their own", () => {
  deepEqual(named(["type"]), [["product_mix_changed", "type"]]);
  deepEqual(named(["probability", alarmColumn]), [["predictions_changed", "probability"]]);
});

Deno.test("a message says by how much, in the units of the column's name, and without a shower of digits", () => {
  const [torque] = moved("torque_nm");
  const statistics = [{ ...torque, now: 43.219876, reference: 39.98 }];
  const [{ message }] = nameChanges({ statistics, stuck: [], likelier: () => null });
  match(message, /torque_nm is 43\.2 on average, usually 40; other sensors are as ever/);
});
