import { deepEqual, equal, match } from "node:assert/strict";
import { demoFaults, isName } from "../../demo/demo_faults.ts";
import { alarmLine, farthestOff, resultText } from "../../demo/demo_text.ts";
import { type PlayedFault, type SeenAlarm, wentWell } from "../../demo/play_fault.ts";
import { plantReadings } from "../../demo/plant_readings.ts";
import { serverEnv } from "../../demo/start_server.ts";
import type { StretchStatistic } from "../../lib/contracts/monitor_report.ts";
import { type DriftName, driftNames } from "../../lib/simulate/drift_scenarios.ts";
import { emptyMonitorPage } from "../support/sample_monitor_report.ts";

const { report } = emptyMonitorPage();
const fault = (name: DriftName) => demoFaults.find((fault) => fault.name === name)!;
const alarm: SeenAlarm = { after: -500, code: "sensor_fault", column: "tool_wear_min", message: "it is off" };

function played(name: DriftName, about: Partial<PlayedFault>): PlayedFault {
  return { fault: fault(name), falseAlarms: [], alarms: [], namedAfter: null, report, ...about };
}

Deno.test("every drift scenario is played, for as long as its limit; limits are whole looks", () => {
  deepEqual(demoFaults.map(({ name }) => name), driftNames);
  for (const { limit, readings } of demoFaults) {
    equal(readings, limit);
    equal(readings % 250, 0);
  }
});

Deno.test("a name is the right finding about the right column, or any where none is stated", () => {
  const offset = fault("sensor-offset"), heating = fault("hall-heating"), shift = fault("failure-shift");
  equal(isName(offset, { code: "sensor_fault", column: "air_temperature_k" }), true);
  equal(isName(offset, { code: "sensor_fault", column: null }), false);
  equal(isName(offset, { code: "plant_changed", column: "air_temperature_k" }), false);
  equal(isName(heating, { code: "plant_changed", column: null }), true);
  equal(isName(heating, { code: "plant_changed", column: "air_temperature_k" }), true);
  equal(isName(shift, { code: "failure_process_changed", column: null }), true);
});

Deno.test("a fault must be named within its limit, and nothing may come before it", () => {
  equal(wentWell(played("sensor-offset", { namedAfter: 250 })), true);
  equal(wentWell(played("sensor-offset", {})), false);
  equal(wentWell(played("sensor-offset", { namedAfter: 250, falseAlarms: [alarm] })), false);
});

Deno.test("the table says what was named when, what was not, and which alarms came before", () => {
  const text = resultText([
    played("sensor-offset", { namedAfter: 250 }),
    played("stuck-sensor", { falseAlarms: [alarm] }),
    played("hall-heating", {}),
  ], 2_000);
  match(text, /^sensor-offset +sensor_fault of air_temperature_k +250 +500$/m);
  match(text, /^stuck-sensor +not named +750 +750$/m);
  match(text, /^hall-heating +not named +8,000 +8,000$/m);
  match(text, /^1 of 3 faults were named within their limits\.$/m);
  match(text, /^FALSE ALARMS in the 2,000 readings before stuck-sensor\.$/m);
  const fine = resultText([played("new-type", { namedAfter: 250 })], 2_000);
  match(fine, /^No false alarm in the 2,000 readings before\.$/m);
});

Deno.test("an alarm says how long after the fault it came, or that it is a false one", () => {
  const options = { colour: false, width: 100 };
  equal(
    alarmLine({ ...alarm, after: 1_250 }, fault("sensor-offset"), options),
    "  +1,250        sensor_fault: it is off",
  );
  equal(alarmLine(alarm, fault("sensor-offset"), options), "  FALSE ALARM   sensor_fault: it is off");
  const named = { ...alarm, after: 250, column: "air_temperature_k" };
  equal(alarmLine(named, fault("sensor-offset"), options), "  +250          ✓ sensor_fault: it is off");
});

Deno.test("the statistic that is farthest off is so on either side, and has a deviation", () => {
  const statistic = (column: string, deviation: number | null): StretchStatistic => ({
    ...{ column, statistic: "mean", category: null, now: 1, reference: 0, reference_sd: 1, p_value: 0.5 },
    ...{ deviation, left: false },
  });
  const all = [statistic("a", 2), statistic("b", -3), statistic("c", null), statistic("d", 2.5)];
  equal(farthestOff(all)?.column, "b");
  equal(farthestOff([statistic("c", null)]), undefined);
});

Deno.test("readings before a fault are the same whatever it is, and not from then on", () => {
  const plan = { seed: 3, history: 500, healthy: 100, faulty: 50, heatingK: 6 };
  const offset = plantReadings({ ...plan, fault: "sensor-offset" });
  const stuck = plantReadings({ ...plan, fault: "stuck-sensor" });
  equal(offset.length, 150);
  deepEqual(offset.slice(0, 100), stuck.slice(0, 100));
  // Two kelvin, on readings of a tenth.
  const air = (one: typeof offset, row: number) => Number(one[row].reading.air_temperature_k);
  equal(Math.round(10 * (air(offset, 100) - air(stuck, 100))), 20);
  equal(new Set(stuck.slice(100).map(({ reading }) => reading.torque_nm)).size, 1);
});

Deno.test("a server of the demo gets none of the variables that somebody has set for another", () => {
  const { permissions } = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)));
  const set = serverEnv({ model: "model", dataDir: "data" });
  // What concerns the terminal and the runtime is everybody's; passwords alone, and MLflow's without its address, lead
  // nowhere.
  const shared = [...permissions.demo.env, "MLFLOW_*"];
  deepEqual(permissions.serve.env.filter((name: string) => !shared.includes(name) && !(name in set)), []);
  const unset = [set.DATABASE_URL, set.API_KEYS, set.ALERT_WEBHOOK, set.MLFLOW_TRACKING_URI];
  deepEqual(unset, ["", "", "", ""]);
});
