import { equal, ok } from "node:assert/strict";
import { treeCount } from "../../../lib/forest/forest.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { outOfBagScores } from "../../../lib/forest/out_of_bag_scores.ts";
import { leafOf } from "../../../lib/forest/plain_walk.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { rocAuc } from "../../../lib/metrics/roc_auc.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

const pool = createWorkerPool(1);
const { columns, failure } = noisyRows({ rows: 300, features: 3, seed: 2 });

Deno.test("a row is scored by the trees that did not see it, and by no others", async () => {
  const grown = await growForest(columns, failure, { ...trainParams, trees: 9 }, { pool });
  const scores = outOfBagScores(grown, columns, 300)!;
  scores.forEach((score, row) => {
    const values = Float64Array.from(columns, (column) => column[row]);
    const votes = Array.from({ length: treeCount(grown.forest) }, (_, tree) => tree)
      .filter((tree) => !grown.inBag!(tree, row))
      .map((tree) => grown.forest.value[leafOf(grown.forest, tree, values)]);
    equal(score, votes.length === 0 ? NaN : votes.reduce((sum, vote) => sum + vote, 0) / votes.length);
  });
});

Deno.test("a row that all trees saw has no score", async () => {
  const grown = await growForest(columns, failure, { ...trainParams, trees: 1 }, { pool });
  const scores = outOfBagScores(grown, columns, 300)!;
  const unseen = scores.filter((score) => !Number.isNaN(score)).length;
  // 1/e of the rows, give or take five standard deviations.
  ok(Math.abs(unseen / 300 - 0.368) < 0.09, `${unseen}`);
});

Deno.test("out-of-bag scores judge as held-out rows do, not as rows seen in training", async () => {
  const grown = await growForest(columns, failure, { ...trainParams, trees: 100 }, { pool });
  const auc = rocAuc(failure, outOfBagScores(grown, columns, 300)!)!;
  ok(auc > 0.9 && auc < 1, `${auc}`);
});

Deno.test("only the first rows are scored where that is asked, synthetic ones left out", async () => {
  const grown = await growForest(columns, failure, trainParams, { pool });
  equal(outOfBagScores(grown, columns, 120)!.length, 120);
});

Deno.test("an engine that does not tell which rows its trees saw has no out-of-bag scores", async () => {
  const grown = await growForest(columns, failure, trainParams, { pool });
  equal(outOfBagScores({ ...grown, inBag: null }, columns, 300), null);
});
