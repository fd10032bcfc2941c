import {
  type CategoryDistribution,
  categoryDistribution,
  type CategoryInput,
} from "./category_distribution.ts";
import { type NumberDistribution, numberDistribution, type NumberInput } from "./number_distribution.ts";

/** How a column is spread on both sides: what a report draws. Its size does not grow with the number of rows. */
export type ColumnDistribution = NumberDistribution | CategoryDistribution;

/** Both sides of a column, in the form that its test compared, so that nothing is sorted or counted twice. */
export type DistributionInput =
  | { name: string; kind: "number"; reference: NumberInput; current: NumberInput }
  | { name: string; kind: "category"; reference: CategoryInput; current: CategoryInput };

/**
 * How a column is spread on both sides, over the same bars: see {@link numberDistribution} and
 * {@link categoryDistribution}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { countCategories } from "./category_counts.ts";
 * const side = { rows: 3, counts: countCategories(["L", "L", "M"]) };
 * const distribution = columnDistribution({ name: "type", kind: "category", reference: side, current: side });
 * deepEqual(distribution.reference.shares, [2 / 3, 1 / 3]);
 * ```
 */
export function columnDistribution(input: DistributionInput): ColumnDistribution {
  return input.kind === "number"
    ? numberDistribution(input.name, input.reference, input.current)
    : categoryDistribution(input.name, input.reference, input.current);
}
