import type { PairedCounts } from "./category_counts.ts";
import type { Effect } from "./drift_test.ts";
import { effectOf } from "./effect.ts";

/**
 * Cramér's V of the table of sample by category (Cramér, 1946): 0 when both samples have the same shares, 1 when they
 * have no category in common. Small from 0.1, medium from 0.3, large from 0.5 (Cohen, 1988, for a table of two rows).
 */
export function cramersV({ reference, current, referenceTotal, currentTotal }: PairedCounts): Effect {
  const all = referenceTotal + currentTotal;
  let statistic = 0;
  for (let i = 0; i < reference.length; i++) {
    const both = reference[i] + current[i];
    const expectedReference = both * (referenceTotal / all), expectedCurrent = both * (currentTotal / all);
    statistic += (reference[i] - expectedReference) ** 2 / expectedReference;
    statistic += (current[i] - expectedCurrent) ** 2 / expectedCurrent;
  }
  return effectOf("cramers_v", Math.min(1, Math.sqrt(statistic / all)), [0.1, 0.3, 0.5]);
}
