import type { Recipe } from "../contracts/model_header.ts";
import type { Params } from "../contracts/params.ts";
import { createRandom } from "../random/random.ts";
import { shuffle } from "../random/shuffle.ts";
import type { Table } from "../table/table.ts";
import { fitRecipe } from "./recipe.ts";

/** One side of the textbook split. */
export interface DocumentedSide {
  /** One column a feature. */
  features: Float64Array[];
  failure: Uint8Array;
  /** 1 where the row is synthetic. */
  synthetic: Uint8Array;
  /** Where the row stands among the readings; -1 for a synthetic one. */
  rows: Int32Array;
}

/** What the textbook order of steps makes of readings. */
export interface DocumentedSides {
  train: DocumentedSide;
  test: DocumentedSide;
  /** Its encoding, fences and balance, fitted on all rows. */
  recipe: Recipe;
  /** Readings that outlier removal threw away. */
  removed: { rows: number; failures: number };
}

/**
 * The recipe as most write-ups have it, built in memory so that its leak can be shown: outliers removed by IQR on all
 * rows, then label encoding, then SMOTE to 1:1 on all rows, and only then a stratified random split of the mixture.
 * Synthetic twins of held-out rows end up in training, and held-out rows are themselves synthetic. Nothing but the
 * comparison uses it.
 *
 * @throws {FaultlineError} As `fitRecipe` does.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const table = createTable({
 *   torque_nm: Float64Array.from({ length: 100 }, (_, i) => 30 + i % 20),
 *   failure: Float64Array.from({ length: 100 }, (_, i) => i % 10 === 0 ? 1 : 0),
 * });
 * const { train, test } = documentedRecipe(table, {
 *   split: { by: "auto", test_share: 0.3, seed: 42 },
 *   transform: {
 *     drop: ["type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "tool_wear_min",
 *       "power_w", "temperature_difference_k", "strain_min_nm"],
 *   },
 *   outliers: { method: "iqr", k: 1.5, keep_signal: true, max_risk_ratio: 2 },
 *   balance: { method: "smote-nc", ratio: 0.1, k_neighbors: 5, seed: 42 },
 * });
 * // 90 ordinary rows and as many failures, 80 of them made up, are split 70 to 30.
 * equal(train.failure.length, 126);
 * equal(test.failure.length, 54);
 * ```
 */
export function documentedRecipe(
  table: Table,
  { split, transform, outliers, balance }: Pick<Params, "split" | "transform" | "outliers" | "balance">,
): DocumentedSides {
  const fitted = fitRecipe(table, {
    transform,
    outliers: { ...outliers, method: "iqr", keep_signal: false },
    balance: { ...balance, method: "smote", ratio: 1 },
  });
  const held = stratifiedSample(fitted.failure, split.test_share, split.seed);

  function side(wanted: 0 | 1): DocumentedSide {
    const positions = Int32Array.from(held.keys()).filter((i) => held[i] === wanted);
    const isSynthetic = (i: number) => i >= fitted.rows.length;
    return {
      features: fitted.features.map((column) => Float64Array.from(positions, (i) => column[i])),
      failure: Uint8Array.from(positions, (i) => fitted.failure[i]),
      synthetic: Uint8Array.from(positions, (i) => isSynthetic(i) ? 1 : 0),
      rows: positions.map((i) => isSynthetic(i) ? -1 : fitted.rows[i]),
    };
  }

  return { train: side(0), test: side(1), recipe: fitted.recipe, removed: fitted.recipe.removed };
}

/** Marks a random share of each class. */
function stratifiedSample(failure: Uint8Array, share: number, seed: number): Uint8Array {
  const marked = new Uint8Array(failure.length);
  const random = createRandom(seed);
  for (const label of [0, 1]) {
    const positions = shuffle(Int32Array.from(failure.keys()).filter((i) => failure[i] === label), random);
    for (const i of positions.subarray(0, Math.round(positions.length * share))) marked[i] = 1;
  }
  return marked;
}
