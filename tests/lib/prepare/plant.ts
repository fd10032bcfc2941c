import { type Column, createTable, type Table } from "../../../lib/table/table.ts";
import { createRandom } from "../../../lib/random/random.ts";
import type { Params } from "../../../lib/contracts/params.ts";

/** The defaults of params.yaml, for the rooms that prepare readings. */
export const defaults: Pick<Params, "split" | "transform" | "outliers" | "balance"> = {
  split: { by: "auto", test_share: 0.3, seed: 42 },
  transform: { drop: ["twf", "hdf", "pwf", "osf", "rnf"] },
  outliers: { method: "iqr", k: 1.5, keep_signal: true, max_risk_ratio: 2 },
  balance: { method: "smote-nc", ratio: 0.1, k_neighbors: 5, seed: 42 },
};

/** Readings of a made-up plant, in which torque beyond a limit fails. */
export function plant(options: { rows: number; seed?: number; machines?: number; limit?: number }): Table {
  const { rows, seed = 1, machines = rows, limit = 58 } = options;
  const random = createRandom(seed);
  const made: Record<string, Column> = {};
  const numbers = (value: () => number) => Float64Array.from({ length: rows }, value);
  made.reading_id = Array.from({ length: rows }, (_, i) => String(i + 1));
  made.machine_id = Array.from({ length: rows }, (_, i) => `M${i % machines}`);
  made.measured_at = Array.from({ length: rows }, (_, i) => new Date(i * 60_000).toISOString());
  made.type = Array.from({ length: rows }, () => ["L", "L", "L", "M", "M", "H"][random.below(6)]);
  made.air_temperature_k = numbers(() => Math.round((300 + 2 * random.normal()) * 10) / 10);
  made.process_temperature_k = made.air_temperature_k.map((air) => air + 10 + random.below(20) / 10);
  made.rotational_speed_rpm = numbers(() => Math.round(1540 + 180 * random.normal()));
  made.torque_nm = numbers(() => Math.round(Math.abs(40 + 10 * random.normal()) * 10) / 10);
  made.tool_wear_min = numbers(() => random.below(250));
  made.failure = made.torque_nm.map((torque) => torque > limit ? 1 : 0);
  made.twf = new Float64Array(rows);
  return createTable(made);
}

/** The real data set under the contract's names. */
export function ai4i(path: string): Table {
  const lines = Deno.readTextFileSync(path).replace(/^\uFEFF/, "").trim().split(/\r?\n/);
  const headers = lines[0].split(",");
  const cells = lines.slice(1).map((line) => line.split(","));
  const names: [string, string][] = [
    ["UDI", "reading_id"],
    ["Product ID", "machine_id"],
    ["Type", "type"],
    ["Air temperature [K]", "air_temperature_k"],
    ["Process temperature [K]", "process_temperature_k"],
    ["Rotational speed [rpm]", "rotational_speed_rpm"],
    ["Torque [Nm]", "torque_nm"],
    ["Tool wear [min]", "tool_wear_min"],
    ["Machine failure", "failure"],
    ...["TWF", "HDF", "PWF", "OSF", "RNF"].map((mode) => [mode, mode.toLowerCase()] as [string, string]),
  ];
  return createTable(Object.fromEntries(names.map(([header, name]) => {
    const texts = cells.map((row) => row[headers.indexOf(header)]);
    const isText = ["reading_id", "machine_id", "type"].includes(name);
    return [name, isText ? texts : Float64Array.from(texts, Number)];
  })));
}

/** Numbers that a script in tests/oracles wrote. */
export function oracle(name: string) {
  return JSON.parse(Deno.readTextFileSync(new URL(`../../fixtures/oracles/${name}.json`, import.meta.url)));
}
