import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ModelHeader } from "../../../lib/contracts/model_header.ts";
import { averagePrecision } from "../../../lib/metrics/average_precision.ts";
import type { Model } from "../../../lib/model/model.ts";
import { scoreTable } from "../../../lib/model/score.ts";
import { assignSides } from "../../../lib/prepare/split.ts";
import { compareModels, type Incumbent } from "../../../lib/promotion/compare_models.ts";
import { gate } from "../../../lib/promotion/gate.ts";
import { numberColumn, type Table, takeRows } from "../../../lib/table/table.ts";
import { paramsWith, simulated, smallModel } from "../model/sample_model.ts";

const { register: params } = paramsWith("register.bootstrap_samples=200");
const readings = simulated(6_000, 4);

interface Split {
  by: "row" | "machine" | "time";
  seed?: number;
}

/** The small model as if it came from a split of these readings; `torque` moves its sharpest threshold. */
function modelOf({ by, seed = 42 }: Split, torque = 60.1): Model {
  const model = smallModel();
  const split = { ...model.header.params.split, seed };
  const threshold = model.forest.threshold.with(0, torque);
  return {
    ...model,
    header: {
      ...model.header,
      data: { ...model.header.data, split_by: by },
      params: { ...model.header.params, split },
    },
    forest: { ...model.forest, threshold },
  };
}

function heldOutOf({ by, seed = 42 }: Split): Table {
  const sides = assignSides(readings, { by, seed, test_share: 0.3 });
  return takeRows(readings, [...sides.keys()].filter((row) => sides[row] === 1));
}

function incumbent(model: Model, over: Partial<Incumbent> = {}): Incumbent {
  return { role: "champion", version: "3", modelVersion: "0123456789ab", trainedUntil: null, model, ...over };
}

Deno.test("on one split all held-out rows are compared, and the figures are those of both models' own probabilities", () => {
  const heldOut = heldOutOf({ by: "row" });
  const good = modelOf({ by: "row" }), blunt = modelOf({ by: "row" }, 20);
  const found = compareModels(good, heldOut, incumbent(blunt), params);
  const failure = numberColumn(heldOut, "failure");
  deepEqual([found.with, found.version, found.model_version], ["champion", "3", "0123456789ab"]);
  deepEqual([found.rows, found.failures], [heldOut.rowCount, failure.reduce((sum, one) => sum + one, 0)]);
  equal(found.average_precision!.candidate, averagePrecision(failure, scoreTable(good, heldOut)));
  equal(found.average_precision!.other, averagePrecision(failure, scoreTable(blunt, heldOut)));
  ok(found.average_precision!.lower > 0, "sharper is better, surely");
  const reverse = compareModels(blunt, heldOut, incumbent(good), params);
  ok(reverse.average_precision!.lower < -params.margin);
  deepEqual(compareModels(good, heldOut, incumbent(blunt), params), found, "the same seed, the same bound");
});

Deno.test("rows that the other model was trained on are left out, whatever its kind of split", () => {
  const heldOut = heldOutOf({ by: "row" }), candidate = modelOf({ by: "row" });
  const least = { ...params, least_failures: 1 };
  const compared = (split: Split) => compareModels(candidate, heldOut, incumbent(modelOf(split)), least).rows;
  equal(compared({ by: "row" }), heldOut.rowCount);
  for (const split of [{ by: "row", seed: 7 }, { by: "machine" }] as const) {
    ok(Math.abs(compared(split) / heldOut.rowCount - 0.3) < 0.06, `${split.by} ${compared(split)}`);
  }
});

Deno.test("machines are drawn whole where either model was split by machine", () => {
  const heldOut = heldOutOf({ by: "machine" });
  const lower = (candidate: Split, other: Split) => {
    const trainedUntil = "2000-01-01T00:00:00Z";
    return compareModels(modelOf(candidate), heldOut, incumbent(modelOf(other, 50), { trainedUntil }), params)
      .average_precision!.lower;
  };
  const byRow = lower({ by: "row" }, { by: "row" }), byMachine = lower({ by: "machine" }, { by: "machine" });
  ok(byRow !== byMachine);
  equal(lower({ by: "row" }, { by: "machine" }), byMachine);
  equal(lower({ by: "machine" }, { by: "row" }), byMachine);
});

Deno.test("too few failures among the rows that neither has seen: nothing is compared, and the gate says so", () => {
  const heldOut = heldOutOf({ by: "row" });
  const few = takeRows(heldOut, Int32Array.from({ length: 150 }, (_, row) => row));
  const comparison = compareModels(modelOf({ by: "row" }), few, incumbent(modelOf({ by: "row" })), params);
  equal(comparison.average_precision, null);
  const metrics = { test: { f1: 1, recall: 1, ece: 0 }, leak: { alarm: false, reasons: [] } };
  const { passed, reasons } = gate({ metrics, comparisons: [comparison] }, params);
  equal(passed, false);
  match(
    reasons[0],
    /^among the 150 rows that neither this model nor the champion \(version 3\) has seen there are \d failures, and it takes 30 to compare the two$/,
  );
});

Deno.test("a split by time is compared on what came after the other's last training row, where that is known", () => {
  const heldOut = heldOutOf({ by: "time" });
  const least = { ...params, least_failures: 1 };
  const other = (trainedUntil: string | null) =>
    compareModels(
      modelOf({ by: "time" }),
      heldOut,
      incumbent(modelOf({ by: "time" }), { trainedUntil }),
      least,
    );
  equal(other("2000-01-01T00:00:00Z").rows, heldOut.rowCount);
  const times = heldOut.columns.get("measured_at") as string[];
  equal(other(times[99]).rows, heldOut.rowCount - 100);
  match(
    other(null).unknown!,
    /^which rows the champion \(version 3\) has seen cannot be told: it was split by time, and the tag trained_until is missing$/,
  );
});

Deno.test("a model that needs what the rows do not have, or knows no such type, cannot be compared", () => {
  const heldOut = heldOutOf({ by: "row" });
  const needing = (recipe: Partial<ModelHeader["recipe"]>) => {
    const model = modelOf({ by: "row" });
    const header = { ...model.header, recipe: { ...model.header.recipe, ...recipe } };
    return compareModels(model, heldOut, incumbent({ ...model, header }), params).unknown!;
  };
  equal(
    needing({ feature_names: ["torque_nm", "vibration_mm_s"] }),
    "the champion (version 3) needs vibration_mm_s, which the held-out rows do not have",
  );
  match(
    needing({ feature_names: ["type", "torque_nm"], label_encoder: { type: ["L", "M"] } }),
    /^the champion \(version 3\) cannot score the held-out rows: /,
  );
});
