import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { mean } from "simple-statistics";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { chooseDecision, crossValidatedScores } from "../../../lib/model/decision.ts";
import { outOfFoldScores } from "../../../lib/model/out_of_fold_scores.ts";
import { numberColumn } from "../../../lib/table/table.ts";
import { foldScores } from "../../../lib/tune/fold_scores.ts";
import { repeatParams } from "../../../lib/tune/repeat_params.ts";
import { readParams } from "../../../pipeline/params.ts";
import { plant } from "../prepare/plant.ts";
import { base } from "./space.ts";

const params = readParams({
  base: {
    file: "params.yaml",
    text: Deno.readTextFileSync(new URL("../../../params.yaml", import.meta.url)),
  },
  sets: ["train.trees=5", "validation.folds=3"],
});
const table = plant({ rows: 800, machines: 80 });
const pool = createWorkerPool(1);

Deno.test("fold scores are those that training reports of its cross-validation", async () => {
  const found = await foldScores(table, params, "machine", { pool });
  const failure = Uint8Array.from(numberColumn(table, "failure"));
  const cv = crossValidatedScores(
    failure,
    await outOfFoldScores(table, params, "machine", { pool }),
    (labels, scores) => chooseDecision(labels, scores, params.threshold, params.train.trees),
  );
  equal(found.average_precision.length, 3);
  ok(Math.abs(mean(found.average_precision) - cv.average_precision!.mean) < 1e-12);
  ok(Math.abs(mean(found.f1) - cv.f1!.mean) < 1e-12);
});

Deno.test("fold scores do not depend on the number of workers", async () => {
  const two = createWorkerPool(2);
  deepEqual(
    await foldScores(table, params, "row", { pool: two }),
    await foldScores(table, params, "row", { pool }),
  );
  two.close();
});

Deno.test("a run of the search has the seeds of params.yaml, its repeats have others, each its own", () => {
  const seeds = (repeat: number) => {
    const { validation, balance, train } = repeatParams(params, { tuned: base, trees: 36, repeat }, 42);
    equal(train.trees, 36);
    return [validation.seed, balance.seed, train.seed];
  };
  deepEqual(seeds(0), [params.validation.seed, params.balance.seed, params.train.seed]);
  notDeepEqual(seeds(1), seeds(0));
  notDeepEqual(seeds(2), seeds(1));
  deepEqual(seeds(2), seeds(2));
});
