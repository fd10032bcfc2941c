import { deepEqual, equal, ok } from "node:assert/strict";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { domainClassifier } from "../../../lib/model/domain_classifier.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { createTable, type Table } from "../../../lib/table/table.ts";

const options = { pool: createWorkerPool(1), seed: 7, mostRows: 400, trees: 40, repeats: 2 };
const random = createRandom(3);

/** Two normal columns with a given correlation, one of noise, and one of text. */
function plant(rows: number, correlation: number, types = "LMH"): Table {
  const x = new Float64Array(rows), y = x.slice(), noise = x.slice();
  const type = Array.from({ length: rows }, () => types[random.below(types.length)]);
  for (let row = 0; row < rows; row++) {
    x[row] = random.normal();
    y[row] = correlation * x[row] + Math.sqrt(1 - correlation ** 2) * random.normal();
    noise[row] = row % 10 === 0 ? NaN : random.normal();
  }
  return createTable({ x, y, noise, type });
}

Deno.test("two draws of one distribution are not told apart", async () => {
  let told = 0;
  for (let seed = 0; seed < 10; seed++) {
    const result = await domainClassifier(plant(300, 0), plant(300, 0), { ...options, seed });
    ok(Math.abs(result!.auc - 0.5) < 0.1, `${result!.auc}`);
    if (result!.drifted) told++;
  }
  ok(told <= 1, `${told} of 10`);
});

Deno.test("a change of the joint distribution alone is told, and the two columns that gave it away", async () => {
  const result = (await domainClassifier(plant(400, 0.9), plant(400, -0.9), options))!;
  equal(result.drifted, true);
  ok(result.interval[0] < result.auc && result.auc < result.interval[1]);
  deepEqual(result.columns.slice(0, 2).map(({ name }) => name).sort(), ["x", "y"]);
});

Deno.test("a new category is told, and the same tables and seed give the same answer", async () => {
  const reference = plant(500, 0), current = plant(200, 0, "LX");
  const result = (await domainClassifier(reference, current, options))!;
  equal(result.columns[0].name, "type");
  ok(result.auc > 0.7, `${result.auc}`);
  deepEqual(result.rows, { reference: 400, current: 200 });
  deepEqual(await domainClassifier(reference, current, options), result);
});

Deno.test("too few rows, or no column in common, have no answer", async () => {
  equal(await domainClassifier(plant(100, 0), plant(29, 0), options), null);
  const other = createTable({ torque_nm: new Float64Array(100) });
  equal(await domainClassifier(plant(100, 0), other, options), null);
});
