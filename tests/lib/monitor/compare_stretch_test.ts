import { deepEqual, equal, ok } from "node:assert/strict";
import type { Stretch, StretchStatistic } from "../../../lib/contracts/monitor_report.ts";
import {
  alarmColumn,
  compareStretch,
  type CompareStretchInput,
  surpriseColumn,
} from "../../../lib/monitor/compare_stretch.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { type Column, createTable, type Table, takeRows } from "../../../lib/table/table.ts";

/** Independent readings of one sensor, of types, and probabilities; one in 50 is an alarm, and half of those fail. */
function plant(rows: number, seed: number, more: Record<string, Column> = {}): Table {
  const random = createRandom(seed);
  const fill = (value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  return createTable({
    type: Array.from({ length: rows }, () => "LLLMMH"[random.below(6)]),
    torque_nm: fill(() => 40 + 10 * random.normal()),
    probability: fill((row) => row % 50 === 0 ? 0.5 : 0.01),
    failure: fill((row) => Number(row % 100 === 0)),
    ...more,
  });
}

const settings = { threshold: 0.4, stretchRows: 500, leastOutcomes: 100, falseAlarmRate: 0.003 };

function compare(
  input: Partial<CompareStretchInput> & Pick<CompareStretchInput, "reference" | "latest">,
): Omit<Stretch, "since" | "until"> | null {
  return compareStretch({ ...settings, surprises: new Float64Array(0), ...input });
}

const nameOf = ({ column, statistic, category }: StretchStatistic) =>
  `${column} ${statistic}${category === null ? "" : ` ${category}`}`;
const leftOf = (stretch: ReturnType<typeof compare>) =>
  stretch!.statistics.filter(({ left }) => left).map(nameOf);
const find = (stretch: ReturnType<typeof compare>, name: string) =>
  stretch!.statistics.find((one) => nameOf(one) === name)!;
const last = (table: Table, rows: number) =>
  takeRows(table, Int32Array.from({ length: rows }, (_, i) => table.rowCount - rows + i));

Deno.test("each reading has a mean and a spread, each type a share; probability a mean, alarms a share", () => {
  const stretch = compare({ reference: plant(7_000, 1), latest: plant(500, 2) })!;
  deepEqual(stretch.statistics.map(nameOf), [
    "torque_nm mean",
    "torque_nm spread",
    "type share L",
    "type share M",
    "type share H",
    "probability mean",
    `${alarmColumn} share`,
  ]);
  // 14 stretches that do not overlap, 27 that overlap by half.
  deepEqual([stretch.rows, stretch.blocks, stretch.freedom], [500, 27, 7]);
  deepEqual(leftOf(stretch), []);
  equal(find(stretch, `${alarmColumn} share`).now, 0.02);
});

Deno.test("the last rows of the latest are looked at, and no others: by hand", () => {
  const torque = Float64Array.from({ length: 900 }, (_, row) => row < 400 ? 1e6 : row % 2);
  const { now, statistic } = find(
    compare({ reference: plant(7_000, 1), latest: createTable({ torque_nm: torque }) }),
    "torque_nm mean",
  );
  deepEqual([statistic, now], ["mean", 0.5]);
});

Deno.test("a stretch is as long as params say, as there are rows, or as an eighth of the reference, whichever is least", () => {
  const rowsOf = (reference: number, latest: number) =>
    compare({ reference: plant(reference, 1), latest: plant(latest, 2) })?.rows ?? null;
  deepEqual([rowsOf(7_000, 9_000), rowsOf(7_000, 499), rowsOf(2_000, 900)], [500, 499, 250]);
  deepEqual([rowsOf(7_000, 100), rowsOf(7_000, 99)], [100, null]);
  deepEqual([rowsOf(800, 100), rowsOf(799, 500)], [100, null]);
  deepEqual([rowsOf(7_000, 0), rowsOf(0, 500)], [null, null]);
});

Deno.test("a mean that moves by five of its standard deviations has left, and so has a spread that doubles", () => {
  const reference = plant(14_000, 1);
  const other = (centre: number, sd: number) => {
    const random = createRandom(9);
    const torque_nm = Float64Array.from({ length: 500 }, () => centre + sd * random.normal());
    return leftOf(compare({ reference, latest: plant(500, 2, { torque_nm }) }));
  };
  // The mean of 500 has a standard deviation of 10 / √500 = 0.45.
  deepEqual(other(40, 10), []);
  deepEqual(other(44, 10), ["torque_nm mean"]);
  deepEqual(other(40, 20), ["torque_nm spread"]);
});

Deno.test("the more is looked at, the more it takes (Bonferroni): p below the rate divided by the statistics", () => {
  for (const [reference, latest] of [[plant(7_000, 1), plant(500, 2)], [plant(7_000, 3), plant(500, 4)]]) {
    const shifted = takeRows(latest, Int32Array.from({ length: 500 }, (_, row) => row));
    for (const falseAlarmRate of [0.003, 0.5, 1]) {
      const { statistics } = compare({ reference, latest: shifted, falseAlarmRate })!;
      equal(statistics.length, 7);
      for (const { p_value, left } of statistics) equal(left, p_value < falseAlarmRate / 7);
    }
  }
  // At a rate of 1 some p-value of seven lies below 1 / 7, one time in three at least; here it does.
  ok(leftOf(compare({ reference: plant(7_000, 1), latest: plant(500, 2), falseAlarmRate: 0.99 })).length < 7);
});

Deno.test("an undisturbed plant of independent readings leaves its reference less often than one look in a hundred", () => {
  let alarms = 0;
  for (let seed = 0; seed < 200; seed++) {
    const life = plant(7_500, seed);
    const reference = takeRows(life, Int32Array.from({ length: 7_000 }, (_, row) => row));
    if (leftOf(compare({ reference, latest: last(life, 500) })).length > 0) alarms++;
  }
  // The rate is 0.003: of 200 looks more than four happen once in 3,000 times.
  ok(alarms <= 4, String(alarms));
});

Deno.test("a column that one side lacks, or that a value is missing of, is left out; the others are compared", () => {
  const hole = plant(7_000, 1);
  (hole.columns.get("torque_nm") as Float64Array)[3] = NaN;
  const names = (reference: Table, latest: Table) =>
    compare({ reference, latest })!.statistics.map(({ column }) => column);
  deepEqual(names(hole, plant(500, 2)), ["type", "type", "type", "probability", alarmColumn]);
  const holeNow = plant(500, 2, { torque_nm: new Float64Array(500).fill(Infinity) });
  deepEqual(names(plant(7_000, 1), holeNow), ["type", "type", "type", "probability", alarmColumn]);
  const old = createTable({ torque_nm: plant(7_000, 1).columns.get("torque_nm")! });
  deepEqual(names(old, plant(500, 2)), ["torque_nm", "torque_nm"]);
  const text = plant(7_000, 1, { torque_nm: new Array(7_000).fill("40") });
  ok(!names(text, plant(500, 2)).includes("torque_nm"));
  equal(
    compare({
      reference: createTable({ humidity: new Float64Array(7_000) }),
      latest: createTable({ humidity: new Float64Array(500) }),
    }),
    null,
  );
});

Deno.test("a column that never changes is as ever while it stays, and has left as soon as it does not", () => {
  const constant = (rows: number, value: number) => ({ torque_nm: new Float64Array(rows).fill(value) });
  const reference = plant(7_000, 1, constant(7_000, 40.1));
  const same = compare({ reference, latest: plant(500, 2, constant(500, 40.1)) });
  deepEqual(leftOf(same), []);
  deepEqual([find(same, "torque_nm mean").deviation, find(same, "torque_nm mean").p_value], [null, 1]);
  deepEqual(leftOf(compare({ reference, latest: plant(500, 2, constant(500, 40.2)) })), ["torque_nm mean"]);
  deepEqual(leftOf(compare({ reference, latest: plant(500, 2) })), ["torque_nm mean", "torque_nm spread"]);
});

Deno.test("a sensor that moved and stuck has left by its spread, with numbers that JSON has", () => {
  const stuck = plant(500, 2, { torque_nm: new Float64Array(500).fill(40) });
  const stretch = compare({ reference: plant(7_000, 1), latest: stuck });
  deepEqual(leftOf(stretch), ["torque_nm spread"]);
  deepEqual(JSON.parse(JSON.stringify(stretch)), stretch);
});

Deno.test("one alarm of a model that sounded none is no surprise, ten of 500 are; so with a type that was never seen", () => {
  const quiet = { probability: new Float64Array(7_000).fill(0.01), type: new Array(7_000).fill("L") };
  const reference = plant(7_000, 1, quiet);
  const now = (count: number) =>
    leftOf(compare({
      reference,
      latest: plant(500, 2, {
        probability: Float64Array.from({ length: 500 }, (_, row) => row < count ? 0.4 : 0.01),
        type: Array.from({ length: 500 }, (_, row) => row < count ? "H" : "L"),
      }),
    })).filter((name) => name !== "probability mean");
  deepEqual(now(0), []);
  deepEqual(now(1), []);
  deepEqual(now(10), ["type share L", "type share H", `${alarmColumn} share`]);
  // By Laplace's estimate, (0 + 1) / (7,000 + 2), a stretch of 500 has a standard deviation of √(p (1 − p) / 500).
  const { reference_sd } = find(
    compare({ reference, latest: plant(500, 2, { type: new Array(500).fill("L") }) }),
    "type share H",
  );
  ok(Math.abs(reference_sd - Math.sqrt(1 / 7_002 * (7_001 / 7_002) / 500)) < 1e-15);
});

Deno.test("an alarm is a probability from the threshold on", () => {
  const probability = Float64Array.from({ length: 500 }, (_, row) => [0.4, 0.39][row % 2]);
  const latest = plant(500, 2, { probability });
  equal(find(compare({ reference: plant(7_000, 1), latest }), `${alarmColumn} share`).now, 0.5);
});

/** Outcomes by hand: of so many, how many failed beyond what was predicted. */
const told = (count: number, failed: number) =>
  Float64Array.from({ length: count }, (_, i) => (i < failed ? 1 : 0) - 0.01);

Deno.test("failures are compared once as many outcomes are back as params want, and at least 100", () => {
  const both = { reference: plant(14_000, 1), latest: plant(500, 2) };
  const has = (count: number, leastOutcomes: number) =>
    compare({ ...both, surprises: told(count, 0), leastOutcomes })!.statistics
      .some(({ column }) => column === surpriseColumn);
  deepEqual([has(99, 100), has(100, 100), has(99, 10), has(100, 10)], [false, true, false, true]);
  // More than a stretch has may be wanted.
  deepEqual([has(1_999, 2_000), has(2_000, 2_000)], [false, true]);
});

Deno.test("failures that outnumber what was predicted have left, by the last of the outcomes alone", () => {
  const both = { reference: plant(14_000, 1), latest: plant(500, 2) };
  const of = (surprises: Float64Array) => find(compare({ ...both, surprises }), `${surpriseColumn} mean`);
  // One in 100 fails, of 0.5 · 1/50 + 0.01 · 49/50 = 0.0198 predicted: a mean of −0.0098 in each hundred.
  ok(Math.abs(of(told(500, 0)).reference + 0.0098) < 1e-12);
  equal(of(told(500, 50)).left, true);
  ok(Math.abs(of(told(500, 50)).now - 0.09) < 1e-12);
  // 60 failures, all before the last 500.
  ok(Math.abs(of(told(560, 60)).now + 0.01) < 1e-12);
});

Deno.test("without what really became of the reference's machines failures are not compared", () => {
  const { columns } = plant(7_000, 1);
  const reference = createTable(Object.fromEntries([...columns].filter(([name]) => name !== "failure")));
  const { statistics } = compare({ reference, latest: plant(500, 2), surprises: told(500, 50) })!;
  ok(!statistics.some(({ column }) => column === surpriseColumn));
});
