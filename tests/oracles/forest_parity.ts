/**
 * Our forest against scikit-learn's, both with their defaults of 100 trees, on the same rows and folds. Run by hand:
 *
 *     deno run --allow-all tests/oracles/forest_parity.ts PYTHON
 *
 * PYTHON is a Python with numpy and scikit-learn. Writes tests/oracles/results/forest_parity.json.
 */
import { growForest } from "../../lib/forest/grow_forest.ts";
import { scoreRows } from "../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { decide } from "../../lib/metrics/decide.ts";
import { decisionScores } from "../../lib/metrics/decision_scores.ts";

interface Manifest {
  versions: Record<string, string>;
  folds: number;
  data_sets: { name: string; rows: number; features: number; positive: number }[];
}

const seeds = 10;
const [python] = Deno.args;
if (!python) {
  console.error("usage: deno run --allow-all tests/oracles/forest_parity.ts PYTHON");
  Deno.exit(2);
}
const folder = Deno.makeTempDirSync({ prefix: "faultline-parity-" });
const script = new URL("forest_parity.py", import.meta.url).pathname;
const { success } = await new Deno.Command(python, { args: [script, folder, String(seeds)] }).spawn().status;
if (!success) Deno.exit(1);
const manifest: Manifest = JSON.parse(Deno.readTextFileSync(`${folder}/manifest.json`));
const numbers = (name: string) => new Float64Array(Deno.readFileSync(`${folder}/${name}`).buffer);
const pool = createWorkerPool(2);

/** Every row scored by a forest grown on the other folds. */
async function outOfFold(columns: Float64Array[], failure: Uint8Array, fold: Float64Array, seed: number) {
  const scores = new Float64Array(failure.length);
  for (let k = 0; k < manifest.folds; k++) {
    const rest = [...fold.keys()].filter((row) => fold[row] !== k);
    const scored = [...fold.keys()].filter((row) => fold[row] === k);
    const take = (rows: number[]) => columns.map((column) => Float64Array.from(rows, (row) => column[row]));
    const { forest } = await growForest(take(rest), Uint8Array.from(rest, (row) => failure[row]), {
      ...{ engine: "faultline", trees: 100, max_depth: null, min_samples_leaf: 1, max_features: "sqrt" },
      ...{ class_weight: null, max_bins: 65536, seed },
    }, { pool });
    scoreRows(forest, take(scored)).forEach((score, i) => scores[scored[i]] = score);
  }
  return scores;
}

/** F1 at 0.5 and average precision, the mean over folds. */
function judge(failure: Uint8Array, fold: Float64Array, scores: Float64Array) {
  let f1 = 0, ap = 0;
  for (let k = 0; k < manifest.folds; k++) {
    const inFold = (_: number, row: number) => fold[row] === k;
    const labels = failure.filter(inFold), held = scores.filter(inFold);
    f1 += decisionScores(labels, decide(held, 0.5)).f1! / manifest.folds;
    ap += averagePrecision(labels, held)! / manifest.folds;
  }
  return { f1, ap };
}

const results = [];
for (const [number, about] of manifest.data_sets.entries()) {
  const all = numbers(`${number}.features`);
  const columns = Array.from(
    { length: about.features },
    (_, f) => all.slice(f * about.rows, (f + 1) * about.rows),
  );
  const failure = Uint8Array.from(numbers(`${number}.failure`));
  const ours = { f1: 0, ap: 0 }, theirs = { f1: 0, ap: 0 };
  for (let seed = 0; seed < seeds; seed++) {
    const fold = numbers(`${number}-${seed}.folds`);
    const mine = judge(failure, fold, await outOfFold(columns, failure, fold, seed));
    const others = judge(failure, fold, numbers(`${number}-${seed}.scores`));
    for (const name of ["f1", "ap"] as const) {
      ours[name] += mine[name] / seeds;
      theirs[name] += others[name] / seeds;
    }
  }
  const pair = (name: "f1" | "ap") => ({
    faultline: Number(ours[name].toFixed(4)),
    scikit_learn: Number(theirs[name].toFixed(4)),
    difference: Number((ours[name] - theirs[name]).toFixed(4)),
  });
  results.push({ ...about, f1: pair("f1"), average_precision: pair("ap") });
  console.error(JSON.stringify(results.at(-1)));
}
pool.close();
Deno.removeSync(folder, { recursive: true });

const figures = {
  versions: { deno: Deno.version.deno, ...manifest.versions },
  folds: manifest.folds,
  seeds,
  threshold: 0.5,
  data_sets: results,
};
const output = new URL("results/forest_parity.json", import.meta.url);
Deno.writeTextFileSync(output, JSON.stringify(figures, null, 2) + "\n");
const behind = results.filter(({ f1, average_precision }) =>
  Math.min(f1.difference, average_precision.difference) < -0.01
);
if (behind.length > 0) {
  console.error(`more than 0.01 behind on ${behind.map(({ name }) => name).join("; ")}`);
  Deno.exit(1);
}
