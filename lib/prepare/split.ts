import type { SplitParams } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import { hashShare } from "../random/hash.ts";
import { numberColumn, type ReadColumn, type Table, textColumn } from "../table/table.ts";
import { createHashSet } from "./hash_set.ts";
import { measuredTimes } from "./measured_times.ts";

/** Rows of one side of the split, and how many of them failed. */
export interface SideCounts {
  rows: number;
  failures: number;
}

/** How readings are split, decided once all have been seen. */
export interface SplitPlan {
  by: "row" | "machine" | "time";
  train: SideCounts;
  test: SideCounts;
  /** Machines on each side; null when the readings are not split by machine. */
  machines: { train: number; test: number } | null;
  /** 1 for each row of a batch that is held out, 0 for a training row. */
  heldOut(batch: Table<ReadColumn>): Uint8Array;
}

/** On which side rows fall, as far as the readings seen so far can tell. */
export interface PresumedSides {
  by: "row" | "machine";
  /** 1 for each row that is held out, 0 for a training row. */
  heldOut: Uint8Array;
}

/** Sees every reading once, then plans the split. */
export interface SplitPlanner {
  /**
   * Takes a batch into account and says on which side its rows will be: so it stays if the plan is by the same. Only
   * `auto` can change, once, from `row` to `machine`. Null by `time`, where the plan alone can tell.
   */
  add(batch: Table<ReadColumn>): PresumedSides | null;
  /** @throws {FaultlineError} SPLIT_EMPTY, LABEL_ONE_CLASS or LABEL_TOO_FEW, when no forest could be made of it. */
  plan(): SplitPlan;
}

/**
 * Plans which rows are held out, over batches of any size: a first pass feeds `add`; a second asks `heldOut`,
 * where what `add` presumed does not hold.
 *
 * A row's side is decided by a hash of its key and the seed alone: the lowest `test_share` of the hash range is
 * held out, whatever the other rows and their order, so that a row held out once stays held out when readings are
 * added. The key is `machine_id` (`machine`: a machine is never on both sides) or `reading_id` (`row`). `time` holds
 * out the latest: rows from a moment on that makes the share as near to `test_share` as rows of one moment, which
 * stay together, allow. `auto` is `machine` when machine ids repeat, else `row`.
 *
 * Memory: nothing a row by `row`; 8 bytes a row by `time`; 11 to 21 bytes a machine otherwise.
 *
 * @throws {FaultlineError} SPLIT_NO_TIME, from `add`, when a split by time meets a reading without one.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const ids = Array.from({ length: 1000 }, (_, i) => String(i));
 * const failure = Float64Array.from(ids, (_, i) => i % 10 === 0 ? 1 : 0);
 * const batch = createTable({ reading_id: ids, machine_id: ids, failure });
 * const planner = createSplitPlanner({ by: "auto", test_share: 0.3, seed: 42 });
 * planner.add(batch);
 * const plan = planner.plan();
 * equal(plan.by, "row");
 * equal(plan.heldOut(batch).filter((side) => side === 1).length, plan.test.rows);
 * ```
 */
export function createSplitPlanner(split: SplitParams): SplitPlanner {
  const byRow = split.by === "row" || split.by === "auto" ? keyedCounts() : null;
  const byMachine = split.by === "machine" || split.by === "auto" ? keyedCounts() : null;
  const machines = byMachine ? createHashSet() : null;
  const machineCounts = { train: 0, test: 0 };
  const timeline = split.by === "time" ? createTimeline() : null;
  let machinesRepeat = false;

  function sidesOf(keys: readonly string[]): Uint8Array {
    const sides = new Uint8Array(keys.length);
    for (let i = 0; i < keys.length; i++) {
      sides[i] = hashShare(keys[i], split.seed) < split.test_share ? 1 : 0;
    }
    return sides;
  }
  const isByMachine = () => split.by === "machine" || (byMachine !== null && machinesRepeat);

  return {
    add(batch) {
      const failure = numberColumn(batch, "failure");
      if (timeline) {
        timeline.add(measuredTimes(batch), failure);
        return null;
      }
      // Once a machine has come back, `auto` is settled and the count by row is of no use.
      const rowSides = byRow && !machinesRepeat
        ? count(byRow, sidesOf(textColumn(batch, "reading_id")), failure)
        : null;
      if (!byMachine || !machines) return { by: "row", heldOut: rowSides! };

      const ids = textColumn(batch, "machine_id");
      const machineSides = count(byMachine, sidesOf(ids), failure);
      for (let i = 0; i < ids.length; i++) {
        if (!machines.add(ids[i])) machinesRepeat = true;
        else machineCounts[machineSides[i] === 1 ? "test" : "train"]++;
      }
      return isByMachine() ? { by: "machine", heldOut: machineSides } : { by: "row", heldOut: rowSides! };
    },
    plan() {
      if (timeline) {
        const { cut, ...counts } = timeline.cut(split.test_share);
        checkSides("time", counts, split);
        return {
          by: "time",
          ...counts,
          machines: null,
          heldOut: (batch) => Uint8Array.from(measuredTimes(batch), (time) => time >= cut ? 1 : 0),
        };
      }
      const machine = isByMachine();
      const counts = (machine ? byMachine : byRow)!;
      const by = machine ? "machine" : "row";
      const key = machine ? "machine_id" : "reading_id";
      checkSides(by, counts, split);
      return {
        by,
        ...counts,
        machines: machine ? machineCounts : null,
        heldOut: (batch) => sidesOf(textColumn(batch, key)),
      };
    },
  };
}

/**
 * The split of a whole table at once: 1 for each row held out.
 *
 * @throws {FaultlineError} As {@linkcode createSplitPlanner}'s methods.
 */
export function assignSides(table: Table, split: SplitParams): Uint8Array {
  const planner = createSplitPlanner(split);
  planner.add(table);
  return planner.plan().heldOut(table);
}

interface Sides {
  train: SideCounts;
  test: SideCounts;
}

function keyedCounts(): Sides {
  return { train: { rows: 0, failures: 0 }, test: { rows: 0, failures: 0 } };
}

/** Adds rows to the side that each is on, and returns the sides. */
function count(counts: Sides, heldOut: Uint8Array, failure: Float64Array): Uint8Array {
  for (let i = 0; i < heldOut.length; i++) {
    const side = heldOut[i] === 1 ? counts.test : counts.train;
    side.rows++;
    side.failures += failure[i];
  }
  return heldOut;
}

/** Keeps the times of all rows, and of those that failed once more. */
function createTimeline() {
  let times = new Float64Array(1024);
  let rows = 0;
  const failureTimes: number[] = [];

  function add(batch: Float64Array, failure: Float64Array): void {
    if (rows + batch.length > times.length) {
      const larger = new Float64Array(Math.max(times.length * 2, rows + batch.length));
      larger.set(times.subarray(0, rows));
      times = larger;
    }
    times.set(batch, rows);
    rows += batch.length;
    for (let i = 0; i < batch.length; i++) if (failure[i] === 1) failureTimes.push(batch[i]);
  }

  function cut(testShare: number): Sides & { cut: number } {
    const sorted = times.subarray(0, rows).sort();
    const wanted = Math.min(rows - 1, Math.max(0, rows - Math.round(rows * testShare)));
    // Rows of one moment stay together: the cut goes before or after the moment that holds the wanted row.
    let before = wanted, after = wanted;
    while (before > 0 && sorted[before - 1] === sorted[wanted]) before--;
    while (after < rows && sorted[after] === sorted[wanted]) after++;
    const first = before === 0 || (after < rows && after - wanted < wanted - before) ? after : before;
    const moment = first < rows ? sorted[first] : Infinity;
    const heldFailures = failureTimes.reduce((sum, time) => sum + (time >= moment ? 1 : 0), 0);
    return {
      cut: moment,
      train: { rows: first, failures: failureTimes.length - heldFailures },
      test: { rows: rows - first, failures: heldFailures },
    };
  }

  return { add, cut };
}

function checkSides(by: SplitPlan["by"], { train, test }: Sides, split: SplitParams): void {
  const rows = train.rows + test.rows, failures = train.failures + test.failures;
  if (failures === 0 || failures === rows) {
    throw new FaultlineError(
      "LABEL_ONE_CLASS",
      `Cannot train on readings of one kind: failure must be 0 in some and 1 in others, current value: ${
        failures === 0 ? 0 : 1
      } in all ${rows}`,
      { hint: "give readings that hold failures and ordinary operation" },
    );
  }
  if (failures < 3) {
    throw new FaultlineError(
      "LABEL_TOO_FEW",
      `Cannot train and evaluate: there must be at least 3 failures among the readings, current value: ${failures}`,
      { hint: "give readings over a longer time, or of more machines" },
    );
  }
  for (const [name, side] of [["training", train], ["held-out", test]] as const) {
    const lack = side.rows === 0
      ? "rows"
      : side.failures === 0
      ? "failures"
      : side.failures === side.rows
      ? "rows without failure"
      : null;
    if (lack === null) continue;
    throw new FaultlineError(
      "SPLIT_EMPTY",
      `Cannot split readings by ${by}: the ${name} side gets no ${lack} (${rows} rows, ${failures} failures)`,
      {
        hint: by === "time"
          ? `try another split.test_share (it is ${split.test_share}), or --set split.by=row`
          : by === "machine"
          ? `try another split.seed or split.test_share (it is ${split.test_share}), or --set split.by=row`
          : `try another split.seed, or another split.test_share (it is ${split.test_share})`,
      },
    );
  }
}
