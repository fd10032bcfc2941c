import { ok } from "node:assert/strict";
import type { Reading } from "../../../lib/contracts/reading.ts";
import { scoreReading, scoreTable } from "../../../lib/model/score.ts";
import { createTable } from "../../../lib/table/table.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { fitSample } from "./sample_model.ts";

// After training: what whoever knows the machines expects of any model of them. The plant fails by overstrain when
// wear × torque passes 11,000 min·Nm (type L), by heat when the process is less than 8.6 K above the air at less than
// 1380 rpm, by power below 3500 W or above 9000 W.
const { model } = await fitSample({ rows: 8000, seed: 2, sets: ["validation.folds=3"] });

const ordinary: Reading = {
  machine_id: "m",
  type: "L",
  air_temperature_k: 300,
  process_temperature_k: 310,
  rotational_speed_rpm: 1500,
  torque_nm: 40,
  tool_wear_min: 60,
};
const risk = (change: Partial<Reading>) => scoreReading(model, { ...ordinary, ...change }).probability;

/** The mean risk of a thousand machines that differ in temperature, speed and torque. */
function meanRisk(change: Partial<Record<keyof Reading, number>>): number {
  const random = createRandom(1);
  const rows = 1000;
  const around = (middle: number, spread: number) =>
    Float64Array.from({ length: rows }, () => middle + spread * random.normal());
  const columns = {
    air_temperature_k: around(300, 1.5),
    process_temperature_k: around(310, 1.5),
    rotational_speed_rpm: around(1400, 40),
    torque_nm: around(52, 2),
    tool_wear_min: around(100, 20),
  };
  for (const [name, value] of Object.entries(change)) columns[name as keyof typeof columns].fill(value);
  const scores = scoreTable(model, createTable({ type: new Array(rows).fill("L"), ...columns }));
  return scores.reduce((sum, score) => sum + score, 0) / rows;
}

Deno.test("an ordinary reading is not at risk", () => {
  ok(risk({}) < 0.02, `${risk({})}`);
  ok(!scoreReading(model, ordinary).failure);
});

Deno.test("more wear at a given torque never lowers the mean risk, up to where tools are replaced", () => {
  let before = 0;
  for (let wear = 100; wear <= 240; wear += 10) {
    const now = meanRisk({ tool_wear_min: wear });
    // A forest's steps are uneven; two points of risk are within what another sample would give.
    ok(now >= before - 0.02, `${now} at ${wear} min, ${before} before`);
    before = now;
  }
  ok(before > 0.6, `${before}`);
});

Deno.test("more torque on a worn tool never lowers the mean risk", () => {
  let before = 0;
  for (let torque = 40; torque <= 64; torque += 3) {
    const now = meanRisk({ tool_wear_min: 215, torque_nm: torque });
    ok(now >= before - 0.03, `${now} at ${torque} Nm, ${before} before`);
    before = now;
  }
  ok(before > 0.6, `${before}`);
});

Deno.test("a process hardly warmer than the air fails at low speed, and not at high speed", () => {
  const hot = { air_temperature_k: 302, process_temperature_k: 310, torque_nm: 52 };
  ok(risk({ ...hot, rotational_speed_rpm: 1330 }) > 0.5, `${risk({ ...hot, rotational_speed_rpm: 1330 })}`);
  ok(risk({ ...hot, torque_nm: 38, rotational_speed_rpm: 1550 }) < 0.05);
});

Deno.test("too little power and too much are both at risk, what lies between is not", () => {
  // 12 Nm at 2600 rpm are 3.3 kW; 68 Nm at 1320 rpm are 9.4 kW; 40 Nm at 1500 rpm are 6.3 kW.
  const low = risk({ torque_nm: 12, rotational_speed_rpm: 2600 });
  const high = risk({ torque_nm: 68, rotational_speed_rpm: 1320 });
  ok(low > 0.5 && high > 0.5, `${low}, ${high}`);
});

Deno.test("a stronger type stands more strain", () => {
  const strained = { tool_wear_min: 205, torque_nm: 58, rotational_speed_rpm: 1380 };
  const [weak, strong] = [risk({ ...strained, type: "L" }), risk({ ...strained, type: "H" })];
  ok(weak > 0.5 && strong < weak - 0.2, `L ${weak}, H ${strong}`);
});

Deno.test("who the machine is and when it was read changes nothing", () => {
  const named = { ...ordinary, machine_id: "another", measured_at: "2030-01-01T00:00:00Z" };
  ok(scoreReading(model, named).probability === risk({}));
});

Deno.test("nothing that a sensor may send gives anything but a probability", () => {
  const random = createRandom(3);
  const wild = () => [0, -1e308, 1e308, 1e-300, 300, 1500, random.normal() * 1e4][random.below(7)];
  for (let trial = 0; trial < 500; trial++) {
    const probability = risk({
      air_temperature_k: wild(),
      process_temperature_k: wild(),
      rotational_speed_rpm: wild(),
      torque_nm: wild(),
      tool_wear_min: wild(),
    });
    ok(probability >= 0 && probability <= 1, `${probability}`);
  }
});
