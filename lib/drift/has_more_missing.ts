import { fisherExact } from "./fisher_exact.ts";

/** A side's rows, and how many of them have no value. */
export interface MissingCount {
  rows: number;
  missing: number;
}

/** The least rise of the missing share that matters is one in so many rows: 5 percentage points. */
const oneIn = 20;
/** Below this p a rise is more than chance; so low, as there may be hundreds of columns. */
const chance = 0.001;

/**
 * Whether values are missing more often now than in the reference: by at least 5 percentage points of rows, and by more
 * than chance, with a p below 0.001 of {@linkcode fisherExact}, two-sided and exact for any number of rows.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(hasMoreMissing({ rows: 1000, missing: 2 }, { rows: 1000, missing: 80 }), true);
 * equal(hasMoreMissing({ rows: 10, missing: 0 }, { rows: 10, missing: 1 }), false);
 * ```
 */
export function hasMoreMissing(reference: MissingCount, current: MissingCount): boolean {
  if (reference.rows === 0 || current.rows === 0) return false;
  // In whole numbers: 0.09 - 0.04 is below 0.05 in doubles.
  const rise = current.missing * reference.rows - reference.missing * current.rows;
  if (oneIn * rise < reference.rows * current.rows) return false;
  const { value } = fisherExact.compare(countsOf(reference), countsOf(current));
  return value !== null && value < chance;
}

function countsOf({ rows, missing }: MissingCount) {
  return { total: rows, counts: new Map([["missing", missing], ["there", rows - missing]]) };
}
