import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { SplitParams } from "../../../lib/contracts/params.ts";
import { FaultlineError } from "../../../lib/errors.ts";
import { assignSides, createSplitPlanner } from "../../../lib/prepare/split.ts";
import { type TrainingTrace, unseenRows } from "../../../lib/promotion/unseen_rows.ts";
import { createTable, type Table, takeRows, textColumn } from "../../../lib/table/table.ts";
import { simulated } from "../model/sample_model.ts";

const readings = simulated(3_000, 4);
const kinds = ["row", "machine", "time"] as const;

function rowsWhere(table: Table, wanted: (row: number) => boolean): Table {
  return takeRows(table, Array.from({ length: table.rowCount }, (_, row) => row).filter(wanted));
}

/** What a model trained on these readings leaves behind, and its training rows. */
function trained(on: Table, split: SplitParams): TrainingTrace & { train: Table } {
  const sides = assignSides(on, split);
  const train = rowsWhere(on, (row) => sides[row] === 0);
  const trainedUntil = textColumn(train, "measured_at").reduce((a, b) => a > b ? a : b);
  return {
    train,
    trainedUntil,
    header: { data: { split_by: split.by as "row" | "machine" | "time" }, params: { split } },
  };
}

/** The same, or null for readings that cannot be split so. */
function trainedIfAny(on: Table, split: SplitParams): ReturnType<typeof trained> | null {
  try {
    return trained(on, split);
  } catch (error) {
    if (error instanceof FaultlineError) return null;
    throw error;
  }
}

// The oracle is the split itself: what it gave for training.
for (const by of kinds) {
  Deno.test(`by ${by}: of readings that it was made of, a model has not seen those that its split held out`, () => {
    const split = { by, test_share: 0.3, seed: 42 };
    const planner = createSplitPlanner(split);
    planner.add(readings);
    const heldOut = planner.plan().heldOut(readings);
    const trace = { ...trained(readings, split), trainedUntil: null };
    const expected = [...heldOut.keys()].filter((row) => heldOut[row] === 1);
    if (by === "time") deepEqual([...unseenRows(readings, trained(readings, split))!], expected);
    else deepEqual([...unseenRows(readings, trace)!], expected);
  });

  Deno.test(`by ${by}: whatever readings came later, no row that a model was trained on counts as unseen`, () => {
    fc.assert(
      fc.property(
        fc.record({ seed: fc.nat(1_000), test_share: fc.constantFrom(0.1, 0.3, 0.5), grown: fc.nat(2_000) }),
        ({ seed, test_share, grown }) => {
          const earlier = rowsWhere(readings, (row) => row < 3_000 - grown);
          const model = trainedIfAny(earlier, { by, test_share, seed });
          // Where one side would have no failures there is no model.
          fc.pre(model !== null);
          const { train, ...trace } = model;
          const known = new Set(textColumn(train, "reading_id"));
          const unseen = new Set(unseenRows(readings, trace));
          const ids = textColumn(readings, "reading_id"), times = textColumn(readings, "measured_at");
          for (let row = 0; row < ids.length; row++) {
            if (known.has(ids[row])) ok(!unseen.has(row), `row ${row} was trained on`);
            if (times[row] > trace.trainedUntil!) ok(unseen.has(row), `row ${row} came after training`);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
}

Deno.test("two models of different seeds share about the product of what each holds out", () => {
  const one = trained(readings, { by: "row", test_share: 0.3, seed: 1 });
  const other = trained(readings, { by: "row", test_share: 0.3, seed: 2 });
  const heldOut = takeRows(readings, unseenRows(readings, { ...one, trainedUntil: null })!);
  const both = unseenRows(heldOut, { ...other, trainedUntil: null })!.length;
  ok(Math.abs(both / readings.rowCount - 0.09) < 0.02, `${both}`);
});

Deno.test("a split by time of which nobody knows where it was cut tells nothing", () => {
  const { header } = trained(readings, { by: "time", test_share: 0.3, seed: 42 });
  equal(unseenRows(readings, { header, trainedUntil: null }), null);
  equal(unseenRows(readings, { header, trainedUntil: "yesterday" }), null);
});

Deno.test("a row whose time cannot be read counts as unseen by its key alone", () => {
  const rows = createTable({
    reading_id: ["a", "b", "c"],
    machine_id: ["x", "y", "z"],
    measured_at: ["", "noon", "2026-03-01T00:00:00Z"],
  });
  const header = { data: { split_by: "time" as const }, params: { split: { seed: 1, test_share: 0.3 } } };
  deepEqual([...unseenRows(rows, { header, trainedUntil: "2026-02-01T00:00:00Z" })!], [2]);
  const byRow = { data: { split_by: "row" as const }, params: { split: { seed: 1, test_share: 0 } } };
  deepEqual([...unseenRows(rows, { header: byRow, trainedUntil: "2026-02-01T00:00:00Z" })!], [2]);
  deepEqual([...unseenRows(rows, { header: byRow, trainedUntil: null })!], []);
});
