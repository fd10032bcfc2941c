import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import { cohensH } from "./cohens_h.ts";
import type { DriftTest } from "./drift_test.ts";

/**
 * Fisher's exact test of a column with two categories, two-sided: the chance, margins given, of a table no likelier
 * than the one seen (`scipy.stats.fisher_exact`). p is 1 when both samples hold one and the same category; more than
 * two categories are `too_many`. Evidently stops with an error there, and also when the samples differ in size, which
 * the test itself does not ask for.
 */
export const fisherExact: DriftTest<CategoryCounts> = {
  name: "fisher_exact",
  title: "Fisher's exact test",
  kinds: ["category"],
  measure: "p_value",
  defaultThreshold: 0.1,
  compare(reference, current) {
    if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
    const paired = pairCounts(reference, current);
    if (paired.categories.length > 2) return { status: "too_many", value: null };
    const seen = paired.categories.length === 1 ? 0 : paired.current[1];
    const drawn = seen + (paired.categories.length === 1 ? 0 : paired.reference[1]);
    return {
      status: "ok",
      value: noLikelier(seen, drawn, paired.currentTotal, paired.referenceTotal),
      effect: cohensH((drawn - seen) / paired.referenceTotal, seen / paired.currentTotal),
    };
  },
};

/** Tables whose likelihoods differ by less than this are equally likely: rounding alone tells them apart. */
const tolerance = 1e-10;

/**
 * The chance of at most as likely a number as `seen`, of a hypergeometric variable: how many of `drawn` fall into the
 * first of two groups. Likelihoods are relative to the one seen and follow each other by a ratio, so that none needs a
 * factorial; each is a sum's term only until it vanishes beside the sum.
 */
function noLikelier(seen: number, drawn: number, firstSize: number, secondSize: number): number {
  const least = Math.max(0, drawn - secondSize), most = Math.min(drawn, firstSize);
  const mode = Math.min(
    most,
    Math.max(least, Math.floor((drawn + 1) * (firstSize + 1) / (firstSize + secondSize + 2))),
  );
  const upRatio = (k: number) => (firstSize - k) * (drawn - k) / ((k + 1) * (secondSize - drawn + k + 1));
  // Relative to the mode, so that nothing overflows.
  let seenWeight = 1;
  for (let k = mode; k < seen; k++) seenWeight *= upRatio(k);
  for (let k = mode; k > seen; k--) seenWeight /= upRatio(k - 1);
  const bound = seenWeight * (1 + tolerance);
  let all = 1, unlikely = 1 <= bound ? 1 : 0;
  for (let k = mode, weight = 1; k < most && weight > 0; k++) {
    weight *= upRatio(k);
    all += weight;
    if (weight <= bound) unlikely += weight;
  }
  for (let k = mode, weight = 1; k > least && weight > 0; k--) {
    weight /= upRatio(k - 1);
    all += weight;
    if (weight <= bound) unlikely += weight;
  }
  return Math.min(1, unlikely / all);
}
