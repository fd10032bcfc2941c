import { modelParamsSchema } from "../../../lib/contracts/model_header.ts";
import type { Params } from "../../../lib/contracts/params.ts";
import type { Reading } from "../../../lib/contracts/reading.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { fitModel, type FittedModel } from "../../../lib/model/fit_model.ts";
import type { Model } from "../../../lib/model/model.ts";
import { simulateReadings } from "../../../lib/simulate/simulate_readings.ts";
import type { Table } from "../../../lib/table/table.ts";
import { readParams } from "../../../pipeline/params.ts";

const file = new URL("../../../params.yaml", import.meta.url);

/** The params of params.yaml, with settings as on the command line. */
export function paramsWith(...sets: string[]): Params {
  return readParams({ base: { file: "params.yaml", text: Deno.readTextFileSync(file) }, sets });
}

/** Readings of a simulated plant. */
export function simulated(rows: number, seed: number): Table {
  return simulateReadings({ rows, seed, batchRows: Math.max(rows, 1) }).next().value as Table;
}

/** Fits a model on simulated readings. */
export async function fitSample(
  options: {
    rows: number;
    seed?: number;
    sets?: string[];
    workers?: number;
    splitBy?: "row" | "machine" | "time";
  },
): Promise<FittedModel> {
  const { rows, seed = 1, sets = [], workers = 1, splitBy = "machine" } = options;
  const pool = createWorkerPool(workers);
  try {
    return await fitModel(simulated(rows, seed), paramsWith(...sets), {
      ...{ pool, splitBy, name: "sample", dataHash: "0".repeat(64) },
    });
  } finally {
    pool.close();
  }
}

/** A small model by hand: two trees over torque and wear, a threshold at a half, uncalibrated. */
export function smallModel(): Model {
  return {
    header: {
      format_version: 1,
      name: "small",
      recipe: {
        feature_names: ["torque_nm", "tool_wear_min"],
        label_encoder: { type: ["L", "M", "H"] },
        fences: [],
        removed: { rows: 0, failures: 0 },
        balance: { method: "none", synthetic: 0 },
      },
      calibration: { method: "identity" },
      threshold: { rule: "f1", score: 0.5, probability: 0.5 },
      params: modelParamsSchema.strip().parse(paramsWith()),
      data: { hash: "0".repeat(64), split_by: "row", rows: 10, failures: 3 },
      training: { cv: {}, out_of_bag: { average_precision: null, brier: null } },
    },
    forest: {
      featureCount: 2,
      treeOffsets: Int32Array.of(0, 5, 8),
      feature: Int32Array.of(0, 1, -2, -2, -2, 1, -2, -2),
      threshold: Float64Array.of(60.1, 200, -2, -2, -2, 180.5, -2, -2),
      leftChild: Int32Array.of(1, 2, -1, -1, -1, 1, -1, -1),
      rightChild: Int32Array.of(4, 3, -1, -1, -1, 2, -1, -1),
      value: Float64Array.of(0.3, 1 / 8, 0, 1 / 3, 1, 0.4, 0.1, 0.9),
      nodeSamples: Int32Array.of(10, 8, 5, 3, 2, 10, 6, 4),
    },
    importance: Float64Array.of(0.75, 0.25),
  };
}

/** A worn tool under load, just below the small model's split on torque and just above that on wear. */
export const smallModelReading: Reading = {
  machine_id: "press-1",
  type: "L",
  air_temperature_k: 300,
  process_temperature_k: 310,
  rotational_speed_rpm: 1500,
  torque_nm: 60,
  tool_wear_min: 201,
};
