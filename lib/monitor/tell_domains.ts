import type { DomainClassifier } from "../contracts/monitor_report.ts";
import { createWorkerPool } from "../forest/worker_pool.ts";
import { domainClassifier } from "../model/domain_classifier.ts";
import { selectColumns, type Table, takeRows } from "../table/table.ts";

const trees = 20;
const mostStretches = 5;
/** With fewer rows on a side, a forest has no answer. */
const fewestRows = 30;

/**
 * How well the project's own forest tells now from the reference (see `domainClassifier`), and how well it tells the
 * reference from itself. Readings of a hall whose air warms and cools are always told apart, be it by the air alone: so
 * stretches of the reference, as long as `current`, are told from the rest of it by the same forest. An AUC below the
 * greatest of theirs says nothing. One above it says little: of an unchanged plant, 5 stretches are passed at one look
 * in 6. Few trees, since both sides of that comparison have as few; at most 2,500 rows of either side. One thread. The
 * same tables and seed give the same answer.
 *
 * There are at most 5 stretches, spread evenly over the reference, without overlap; at most half as long as it.
 *
 * @param input.reference Rows in the order of their time.
 * @param input.columns The columns to tell by, numbers or categories; those that one side lacks are left out.
 * @param input.seed A whole number from 0 to 2^32 - 1.
 * @returns Null when a side has fewer than 30 rows, or no column is in both. `reference_auc` is null when the reference
 * is too short to take a stretch of 30 rows from, and leave 30.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const torque = (rows: number, first: number) =>
 *   createTable({ torque_nm: Float64Array.from({ length: rows }, (_, i) => first + i % 10) });
 * const input = { columns: ["torque_nm"], seed: 0 };
 * const told = await tellDomains({ reference: torque(200, 40), current: torque(50, 60), ...input });
 * equal(told?.auc, 1);
 * equal(await tellDomains({ reference: torque(200, 40), current: torque(29, 60), ...input }), null);
 * ```
 */
export async function tellDomains({ reference, current, columns, seed }: {
  reference: Table;
  current: Table;
  columns: readonly string[];
  seed: number;
}): Promise<DomainClassifier | null> {
  const shared = columns.filter((name) => reference.columns.has(name) && current.columns.has(name));
  const before = selectColumns(reference, shared);
  const pool = createWorkerPool(1);
  try {
    const options = { pool, seed, columns: shared, trees };
    const told = await domainClassifier(before, current, { ...options, repeats: 2 });
    if (told === null) return null;
    const aucs: number[] = [];
    for (const [start, end] of stretches(before.rowCount, current.rowCount)) {
      const positions = Array.from({ length: before.rowCount }, (_, row) => row);
      const stretch = takeRows(before, positions.splice(start, end - start));
      // Nobody asks what gave a stretch away, so that nothing needs to be shuffled.
      const answer = await domainClassifier(takeRows(before, positions), stretch, { ...options, repeats: 0 });
      if (answer !== null) aucs.push(answer.auc);
    }
    return {
      auc: told.auc,
      interval: told.interval,
      rows: told.rows,
      reference_auc: aucs.length === 0 ? null : Math.max(...aucs),
      columns: told.columns.map(({ name, importance }) => ({ name, importance })),
    };
  } finally {
    pool.close();
  }
}

/** Where each stretch begins and has ended; the first at the reference's start, the last at its end. */
function stretches(rows: number, mostLong: number): [start: number, end: number][] {
  const long = Math.min(mostLong, Math.floor(rows / 2));
  if (long < fewestRows) return [];
  const count = Math.min(mostStretches, Math.floor(rows / long));
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round(i * (rows - long) / (count - 1));
    return [start, start + long];
  });
}
