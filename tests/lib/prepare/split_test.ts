import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import type { SplitParams } from "../../../lib/contracts/params.ts";
import { createTable, numberColumn, takeRows, textColumn, withColumns } from "../../../lib/table/table.ts";
import { assignSides, createSplitPlanner } from "../../../lib/prepare/split.ts";
import { createHashSet } from "../../../lib/prepare/hash_set.ts";
import { ai4i, defaults, plant } from "./plant.ts";

const split = (options: Partial<SplitParams> = {}): SplitParams => ({ ...defaults.split, ...options });

Deno.test("auto splits by row where machine ids are unique, by machine where one repeats", () => {
  for (const [machines, by] of [[3000, "row"], [2999, "machine"], [200, "machine"]] as const) {
    const planner = createSplitPlanner(split());
    planner.add(plant({ rows: 3000, machines }));
    equal(planner.plan().by, by);
  }
});

Deno.test("in batches of any size the plan is that of the whole table", () => {
  const table = plant({ rows: 3000, machines: 200 });
  for (const by of ["auto", "row", "machine", "time"] as const) {
    const whole = assignSides(table, split({ by }));
    for (const size of [1000, 37]) {
      const planner = createSplitPlanner(split({ by }));
      const batches = Array.from({ length: Math.ceil(3000 / size) }, (_, b) => {
        const rows = Math.min(size, 3000 - b * size);
        return takeRows(table, Array.from({ length: rows }, (_, i) => b * size + i));
      });
      batches.forEach((batch) => planner.add(batch));
      const plan = planner.plan();
      deepEqual(batches.flatMap((batch) => [...plan.heldOut(batch)]), [...whole]);
      const failure = numberColumn(table, "failure");
      const count = (side: number) => ({
        rows: whole.filter((held) => held === side).length,
        failures: whole.reduce((sum, held, i) => sum + (held === side ? failure[i] : 0), 0),
      });
      deepEqual([plan.train, plan.test], [count(0), count(1)]);
    }
  }
});

Deno.test("sides presumed while readings are added are the plan's wherever both are by the same", () => {
  const table = plant({ rows: 3000, machines: 2500 });
  const batches = Array.from(
    { length: 100 },
    (_, b) => takeRows(table, Array.from({ length: 30 }, (_, i) => b * 30 + i)),
  );
  const seen = (by: SplitParams["by"]) => {
    const planner = createSplitPlanner(split({ by }));
    const presumed = batches.map((batch) => planner.add(batch));
    const plan = planner.plan();
    for (const [i, sides] of presumed.entries()) {
      if (sides?.by === plan.by) deepEqual(sides.heldOut, plan.heldOut(batches[i]));
    }
    return presumed.map((sides) => sides?.by);
  };
  deepEqual(new Set(seen("row")), new Set(["row"]));
  deepEqual(new Set(seen("machine")), new Set(["machine"]));
  deepEqual(new Set(seen("time")), new Set([undefined]));
  const auto = seen("auto");
  const change = auto.indexOf("machine");
  ok(change > 0, "the first batches hold no machine twice");
  deepEqual(auto, auto.map((_, i) => i < change ? "row" : "machine"));
});

Deno.test("a row's side does not depend on the other rows or their order", () => {
  const table = plant({ rows: 2000, machines: 100 });
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(2000).keys()], { minLength: 800 }), (rows) => {
      for (const by of ["row", "machine"] as const) {
        const whole = assignSides(table, split({ by }));
        deepEqual([...assignSides(takeRows(table, rows), split({ by }))], rows.map((row) => whole[row]));
      }
    }),
    { numRuns: 15 },
  );
});

Deno.test("a machine is never on both sides, and the machines of each are counted", () => {
  const table = plant({ rows: 3000, machines: 300 });
  const planner = createSplitPlanner(split({ by: "machine" }));
  planner.add(table);
  const plan = planner.plan();
  const sides = [new Set<string>(), new Set<string>()];
  plan.heldOut(table).forEach((side, i) => sides[side].add(textColumn(table, "machine_id")[i]));
  equal(sides[0].intersection(sides[1]).size, 0);
  deepEqual(plan.machines, { train: sides[0].size, test: sides[1].size });
});

Deno.test("a larger share holds out the same rows and more", () => {
  const table = plant({ rows: 2000 });
  const some = assignSides(table, split({ test_share: 0.2 }));
  const more = assignSides(table, split({ test_share: 0.3 }));
  ok(some.every((held, i) => held <= more[i]));
});

Deno.test("the share held out is the one asked for, to within sampling noise", () => {
  const held = assignSides(plant({ rows: 20_000 }), split()).reduce((sum, side) => sum + side, 0);
  // Four standard deviations of a binomial share.
  ok(Math.abs(held / 20_000 - 0.3) < 4 * Math.sqrt(0.3 * 0.7 / 20_000), `${held}`);
});

Deno.test("another seed holds out other rows", () => {
  const table = plant({ rows: 2000 });
  const one = assignSides(table, split()), other = assignSides(table, split({ seed: 43 }));
  const both = one.reduce((sum, held, i) => sum + held * other[i], 0);
  ok(Math.abs(both / 2000 - 0.09) < 0.03, `${both}`);
});

Deno.test("by time the latest are held out, whatever the order of the rows", () => {
  const table = plant({ rows: 1000 });
  const held = assignSides(table, split({ by: "time" }));
  deepEqual([...held], Array.from(held, (_, i) => i < 700 ? 0 : 1));
  const reversed = takeRows(table, Array.from(held, (_, i) => 999 - i));
  deepEqual([...assignSides(reversed, split({ by: "time" }))], [...held].reverse());
});

Deno.test("rows of one moment stay on one side, the one that keeps the share nearer", () => {
  const at = (hours: number[]) => hours.map((hour) => new Date(hour * 3_600_000).toISOString());
  const failure = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
  const sides = (hours: number[]) =>
    [...assignSides(createTable({ measured_at: at(hours), failure }), split({ by: "time" }))].join("");
  equal(sides([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), "0000000111");
  equal(sides([1, 2, 3, 4, 5, 6, 8, 8, 9, 10]), "0000001111");
  equal(sides([1, 2, 3, 8, 8, 8, 8, 8, 9, 10]), "0000000011");
});

Deno.test("times with different offsets are compared as moments", () => {
  const hours = [1, 2, 3, 4, 5].map((hour) => `2026-01-01T0${hour}:00:00Z`);
  const table = createTable({
    measured_at: ["2026-01-01T09:00:00+09:00", ...hours],
    failure: Float64Array.of(1, 0, 1, 0, 1, 0),
  });
  deepEqual([...assignSides(table, split({ by: "time" }))], [0, 0, 0, 0, 1, 1]);
});

Deno.test("a split by time without times is refused", () => {
  const columns = Object.fromEntries(plant({ rows: 5 }).columns);
  delete columns.measured_at;
  throws(() => assignSides(createTable(columns), split({ by: "time" })), { code: "SPLIT_NO_TIME" });
  const bad = createTable({ ...columns, measured_at: ["2026-01-01T00:00:00Z", "", "", "", ""] });
  throws(() => assignSides(bad, split({ by: "time" })), {
    code: "SPLIT_NO_TIME",
    message: 'Cannot order readings by time: measured_at must be an ISO 8601 time, current value: ""',
  });
});

Deno.test("a side without rows or failures is refused with what to change", () => {
  const one = createTable({
    reading_id: ["1", "2", "3", "4"],
    machine_id: ["a", "a", "a", "a"],
    failure: Float64Array.of(1, 1, 1, 0),
  });
  throws(() => assignSides(one, split({ by: "machine" })), {
    code: "SPLIT_EMPTY",
    hint: "try another split.seed or split.test_share (it is 0.3), or --set split.by=row",
  });
  const times = Array.from({ length: 10 }, (_, i) => new Date(i * 1000).toISOString());
  const early = createTable({ measured_at: times, failure: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0, 0, 0) });
  throws(() => assignSides(early, split({ by: "time" })), {
    message: "Cannot split readings by time: the held-out side gets no failures (10 rows, 4 failures)",
  });
  const late = createTable({ measured_at: times, failure: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 0) });
  throws(() => assignSides(late, split({ by: "time" })), { code: "LABEL_TOO_FEW" });
  const latest = createTable({ measured_at: times, failure: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 1) });
  throws(() => assignSides(latest, split({ by: "time" })), /training side gets no failures/);
});

Deno.test("readings of one class are refused before any split", () => {
  const table = plant({ rows: 100 });
  for (const value of [0, 1]) {
    const same = withColumns(table, { failure: new Float64Array(100).fill(value) });
    throws(() => assignSides(same, split()), { code: "LABEL_ONE_CLASS" });
  }
});

Deno.test("a hash set grows and tells known texts from new ones", () => {
  const set = createHashSet();
  for (let i = 0; i < 50_000; i++) equal(set.add(`M${i}`), true);
  for (let i = 0; i < 50_000; i += 7) equal(set.add(`M${i}`), false);
  equal(set.size, 50_000);
});

const path = Deno.env.get("AI4I_CSV");
if (path) {
  Deno.test("AI4I: product ids are unique, so auto splits by row, about 70 to 30 with failures alike", () => {
    const planner = createSplitPlanner(split());
    planner.add(ai4i(path));
    const { by, train, test } = planner.plan();
    equal(by, "row");
    equal(train.rows + test.rows, 10_000);
    equal(train.failures + test.failures, 339);
    ok(Math.abs(test.rows - 3000) < 185);
    ok(Math.abs(test.failures - 102) < 35);
  });
}
