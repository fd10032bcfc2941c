import { deepEqual, equal, ok } from "node:assert/strict";
import { domainClassifierSchema } from "../../../lib/contracts/monitor_report.ts";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { tellDomains } from "../../../lib/monitor/tell_domains.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { simulateReadings } from "../../../lib/simulate/simulate_readings.ts";
import { createTable, type Table, takeRows } from "../../../lib/table/table.ts";

const columns = ["type", ...sensorColumns];
const [plant] = simulateReadings({ rows: 8_000, seed: 21, batchRows: 8_000 });

/** Rows of the simulated plant, from one on and before another. */
function rows(from: number, to: number): Table {
  return takeRows(plant, Int32Array.from({ length: to - from }, (_, i) => from + i));
}

/** Two normal columns with a given correlation, each row by itself. */
function pair(count: number, correlation: number, seed: number): Table {
  const random = createRandom(seed);
  const x = new Float64Array(count), y = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    x[row] = random.normal();
    y[row] = correlation * x[row] + Math.sqrt(1 - correlation ** 2) * random.normal();
  }
  return createTable({ x, y });
}

Deno.test("a changed joint distribution is told where no column shows it, better than the reference from itself", async () => {
  const told = (await tellDomains({
    reference: pair(2_000, 0.8, 1),
    current: pair(400, -0.8, 2),
    columns: ["x", "y"],
    seed: 0,
  }))!;
  domainClassifierSchema.parse(told);
  ok(told.auc > 0.85, `${told.auc}`);
  ok(told.reference_auc! < 0.6, `${told.reference_auc}`);
  deepEqual(told.rows, { reference: 2_000, current: 400 });
  deepEqual(told.columns.map(({ name }) => name).sort(), ["x", "y"]);
});

Deno.test("stretches of a plant whose air wanders are told from the rest, and the latest of it no better by much", async () => {
  const told =
    (await tellDomains({ reference: rows(0, 7_500), current: rows(7_500, 8_000), columns, seed: 3 }))!;
  // Told by the air, which remembers 500 readings: the interval alone would call it drift.
  ok(told.interval[0] > 0.5, `${told.interval}`);
  ok(told.reference_auc! > 0.7, `${told.reference_auc}`);
  ok(told.auc < told.reference_auc! + 0.1, `${told.auc} ${told.reference_auc}`);
});

Deno.test("of rows that do not depend on each other no stretch is told from the rest", async () => {
  const told = (await tellDomains({
    reference: pair(2_500, 0, 5),
    current: pair(500, 0, 6),
    columns: ["x", "y"],
    seed: 0,
  }))!;
  ok(Math.abs(told.auc - 0.5) < 0.08, `${told.auc}`);
  // The greatest of five.
  ok(told.reference_auc! > 0.45 && told.reference_auc! < 0.6, `${told.reference_auc}`);
});

Deno.test("a category that the reference does not have is told, and gave it away", async () => {
  const current = rows(7_000, 7_400);
  const types = Array.from({ length: 400 }, (_, i) => i % 2 === 0 ? "X" : "L");
  const told = (await tellDomains({
    reference: rows(0, 3_000),
    current: createTable({ ...Object.fromEntries(current.columns), type: types }),
    columns: ["type", "torque_nm"],
    seed: 0,
  }))!;
  equal(told.columns[0].name, "type");
  ok(told.auc > told.reference_auc! + 0.1, `${told.auc} ${told.reference_auc}`);
});

Deno.test("the same seed gives the same answer, and another seed another", async () => {
  const input = { reference: rows(0, 3_000), current: rows(7_000, 7_300), columns };
  const told = await tellDomains({ ...input, seed: 4 });
  deepEqual(await tellDomains({ ...input, seed: 4 }), told);
  ok((await tellDomains({ ...input, seed: 5 }))!.auc !== told!.auc);
});

Deno.test("with fewer than 30 rows on a side, or no column in common, there is no answer", async () => {
  const input = { columns, seed: 0 };
  equal(await tellDomains({ ...input, reference: rows(0, 500), current: rows(500, 529) }), null);
  equal(await tellDomains({ ...input, reference: rows(0, 29), current: rows(500, 900) }), null);
  equal(await tellDomains({ ...input, reference: rows(0, 0), current: rows(0, 0) }), null);
  equal(
    await tellDomains({
      ...input,
      reference: rows(0, 500),
      current: pair(100, 0, 1),
      columns: ["x", "type"],
    }),
    null,
  );
});

Deno.test("a reference of fewer than 60 rows is told from now, but not from itself", async () => {
  const input = { current: rows(4_000, 4_100), columns, seed: 0 };
  const short = (await tellDomains({ ...input, reference: rows(0, 59) }))!;
  equal(short.reference_auc, null);
  ok(short.auc > 0.5);
  ok((await tellDomains({ ...input, reference: rows(0, 60) }))!.reference_auc! >= 0);
});

Deno.test("a stretch that differs is found wherever it is, the reference's start and end included", async () => {
  // 1,000 rows and stretches of 200: they begin at 0, 200, 400, 600 and 800.
  const shifted = (from: number) => {
    const table = pair(1_000, 0, 8);
    const x = (table.columns.get("x") as Float64Array).map((value, row) =>
      row >= from && row < from + 200 ? value + 100 : value
    );
    return createTable({ x });
  };
  const current = createTable({ x: pair(200, 0, 9).columns.get("x")! });
  for (const from of [0, 200, 400, 600, 800]) {
    const told = (await tellDomains({ reference: shifted(from), current, columns: ["x"], seed: 0 }))!;
    equal(told.reference_auc, 1, `${from}`);
  }
});

Deno.test("a stretch is at most half of the reference, however many rows there are now", async () => {
  const x = (pair(200, 0, 10).columns.get("x") as Float64Array).map((value, row) =>
    row < 100 ? value : value + 100
  );
  const current = createTable({ x: pair(1_000, 0, 11).columns.get("x")! });
  const told = (await tellDomains({ reference: createTable({ x }), current, columns: ["x"], seed: 0 }))!;
  equal(told.reference_auc, 1);
});
