import type { CategoryCounts } from "./category_counts.ts";

/** One side of a column of categories. */
export interface CategorySide {
  /** The share of rows without a value; 0 without rows. */
  missing: number;
  /** The share of values in each category; all 0 without values. */
  shares: number[];
  /** The share of values in all categories that are not named. */
  others: number;
}

/** Categories that one side alone has. */
export interface OneSided {
  /** How many. */
  count: number;
  /** Their share of that side's values. */
  share: number;
  /** The most frequent, up to five. */
  first: string[];
}

/** How a column of categories is spread on both sides. */
export interface CategoryDistribution {
  name: string;
  kind: "category";
  /** The most frequent, up to 20: most frequent first, or by size where all are numbers. */
  categories: string[];
  /** How many more there are. */
  others: number;
  reference: CategorySide;
  current: CategorySide;
  /** Those that the reference lacks; nothing when it has no value. */
  fresh: OneSided;
  /** Those that the current side lacks; nothing when it has no value. */
  lost: OneSided;
}

/** A side's counts and how many rows it has, those without a value counted. */
export interface CategoryInput {
  rows: number;
  counts: CategoryCounts;
}

const mostCategories = 20, mostNamed = 5;

/**
 * Both sides' shares over the 20 categories that are most frequent, by the sum of their shares on both sides, so that
 * neither size outweighs the other. O(categories).
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { countCategories } from "./category_counts.ts";
 * const side = (values: string[]) => ({ rows: 4, counts: countCategories(values) });
 * const { categories, current, fresh } = categoryDistribution("type", side(["L", "L", "M"]), side(["L", "H"]));
 * deepEqual(categories, ["L", "H", "M"]);
 * deepEqual(current.shares, [0.5, 0.5, 0]);
 * equal(current.missing, 0.5);
 * deepEqual(fresh, { count: 1, share: 0.5, first: ["H"] });
 * ```
 */
export function categoryDistribution(
  name: string,
  reference: CategoryInput,
  current: CategoryInput,
): CategoryDistribution {
  const a = reference.counts, b = current.counts;
  const top = mostFrequent(bothOf(a, b), mostCategories).map(({ category }) => category);
  if (top.every((category) => typeof category === "number")) top.sort((x, y) => x - y);
  let more = 0;
  for (const category of b.counts.keys()) if (!a.counts.has(category)) more++;
  return {
    name,
    kind: "category",
    categories: top.map(String),
    others: a.counts.size + more - top.length,
    reference: sideOf(reference, top),
    current: sideOf(current, top),
    fresh: oneSided(b, a),
    lost: oneSided(a, b),
  };
}

/** A category and how much of the values it makes. */
interface Weighted {
  category: string | number;
  share: number;
}

function* bothOf(a: CategoryCounts, b: CategoryCounts): Generator<Weighted> {
  const share = ({ counts, total }: CategoryCounts, category: string | number) =>
    total === 0 ? 0 : (counts.get(category) ?? 0) / total;
  for (const category of a.counts.keys()) yield { category, share: share(a, category) + share(b, category) };
  for (const category of b.counts.keys()) {
    if (!a.counts.has(category)) yield { category, share: share(b, category) };
  }
}

/** The largest shares, largest first; of equal ones the first. A column of ids has as many as rows: all are not sorted. */
function mostFrequent(all: Iterable<Weighted>, most: number): Weighted[] {
  const top: Weighted[] = [];
  for (const one of all) {
    if (top.length === most && one.share <= top[most - 1].share) continue;
    let at = top.length;
    while (at > 0 && top[at - 1].share < one.share) at--;
    top.splice(at, 0, one);
    if (top.length > most) top.pop();
  }
  return top;
}

function sideOf(
  { rows, counts: { counts, total } }: CategoryInput,
  top: readonly (string | number)[],
): CategorySide {
  const size = Math.max(total, 1);
  const named = top.map((category) => counts.get(category) ?? 0);
  return {
    missing: rows === 0 ? 0 : (rows - total) / rows,
    shares: named.map((count) => count / size),
    others: (total - named.reduce((sum, count) => sum + count, 0)) / size,
  };
}

/** What `side` has and `other` lacks. */
function oneSided(side: CategoryCounts, other: CategoryCounts): OneSided {
  if (side.total === 0 || other.total === 0) return { count: 0, share: 0, first: [] };
  let count = 0, values = 0;
  const alone = function* (): Generator<Weighted> {
    for (const [category, rows] of side.counts) {
      if (other.counts.has(category)) continue;
      count++;
      values += rows;
      yield { category, share: rows };
    }
  };
  const first = mostFrequent(alone(), mostNamed).map(({ category }) => String(category));
  return { count, share: values / side.total, first };
}
