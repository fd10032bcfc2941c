/** How often each category occurs. Numbers that are taken as categories stay numbers, so that 9 sorts before 10. */
export interface CategoryCounts {
  /** All occurrences. */
  readonly total: number;
  readonly counts: ReadonlyMap<string | number, number>;
}

/** The counts of two samples side by side. */
export interface PairedCounts {
  /** All categories of either sample: numbers by size, then text by code points, as Python sorts. */
  readonly categories: readonly (string | number)[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly referenceTotal: number;
  readonly currentTotal: number;
}

/**
 * Counts categories.
 *
 * @param values Without missing ones.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const { total, counts } = countCategories(["L", "M", "L"]);
 * equal(total, 3);
 * equal(counts.get("L"), 2);
 * ```
 */
export function countCategories(values: ArrayLike<string | number>): CategoryCounts {
  const counts = new Map<string | number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i], (counts.get(values[i]) ?? 0) + 1);
  return { total: values.length, counts };
}

/**
 * Two samples' counts over the categories of either.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const paired = pairCounts(countCategories(["L", "M", "L"]), countCategories(["H", "L"]));
 * deepEqual(paired.categories, ["H", "L", "M"]);
 * deepEqual([...paired.reference], [0, 2, 1]);
 * deepEqual([...paired.current], [1, 1, 0]);
 * ```
 */
export function pairCounts(reference: CategoryCounts, current: CategoryCounts): PairedCounts {
  const categories = sortCategories([...new Set([...reference.counts.keys(), ...current.counts.keys()])]);
  return {
    categories,
    reference: Float64Array.from(categories, (category) => reference.counts.get(category) ?? 0),
    current: Float64Array.from(categories, (category) => current.counts.get(category) ?? 0),
    referenceTotal: reference.total,
    currentTotal: current.total,
  };
}

/** Sorts in place. Text without a unit from the surrogates on JavaScript orders as Python does, and faster by itself. */
function sortCategories(categories: (string | number)[]): (string | number)[] {
  const isPlain = categories.every((category) =>
    typeof category === "string" && !/[\ud800-\uffff]/.test(category)
  );
  return isPlain ? categories.sort() : categories.sort(compareCategories);
}

/** JavaScript orders text by UTF-16 units, which puts 😀 before ﬁ; Python, and so this, by code points. */
function compareCategories(a: string | number, b: string | number): number {
  if (typeof a === "number" || typeof b === "number") {
    return typeof a === typeof b ? (a as number) - (b as number) : typeof a === "number" ? -1 : 1;
  }
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}
