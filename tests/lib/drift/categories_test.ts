import { deepEqual, equal, ok } from "node:assert/strict";
import { chisquare } from "../../../lib/drift/chisquare.ts";
import { type CategoryCounts, countCategories, pairCounts } from "../../../lib/drift/category_counts.ts";
import type { DriftTest } from "../../../lib/drift/drift_test.ts";
import { fisherExact } from "../../../lib/drift/fisher_exact.ts";
import { gTest } from "../../../lib/drift/g_test.ts";
import { hellingerCategories } from "../../../lib/drift/hellinger_categories.ts";
import { jensenshannonCategories } from "../../../lib/drift/jensenshannon_categories.ts";
import { klDivCategories } from "../../../lib/drift/kl_div_categories.ts";
import { psiCategories } from "../../../lib/drift/psi_categories.ts";
import { tvd } from "../../../lib/drift/tvd.ts";
import { z } from "../../../lib/drift/z.ts";
import { countsOf, readCategoryCases } from "./category_cases.ts";

const tests: DriftTest<CategoryCounts>[] = [
  ...[chisquare, z, jensenshannonCategories, psiCategories, klDivCategories, hellingerCategories],
  ...[fisherExact, gTest],
];
const cases = readCategoryCases();

/** Equal to 1e-6 of the value; where distributions are equal, what rounding leaves of zero is zero. */
function near(found: number, wanted: number, what: string): void {
  const bound = Math.max(1e-6 * Math.abs(wanted), wanted < 1e-7 && found < 1e-7 ? 1e-7 : 0);
  const isTail = /^(chisquare|z|fisher_exact|g_test)/.test(what);
  ok(
    Math.abs(found - wanted) <= (isTail ? 1e-6 * Math.abs(wanted) : bound),
    `${what}: ${found} instead of ${wanted}`,
  );
}

for (const test of tests) {
  Deno.test(`${test.name} of categories equals Evidently's to 1e-6 on recorded cases`, () => {
    let compared = 0;
    cases.forEach(({ reference, current, values }, i) => {
      const wanted = values[test.name];
      const result = test.compare(countsOf(reference), countsOf(current));
      if (wanted === null || result.status !== "ok") return;
      near(result.value, wanted as number, `${test.name}, case ${i}`);
      compared++;
    });
    ok(compared >= 10, `${compared}`);
  });

  Deno.test(`${test.name} of categories has no value, and a reason, only where Evidently has none or chance`, () => {
    cases.forEach(({ reference, current, values }, i) => {
      const result = test.compare(countsOf(reference), countsOf(current));
      if (result.status === "ok") return;
      const kinds = pairCounts(countsOf(reference), countsOf(current)).categories.length;
      // Which of three categories Evidently's Fisher test calls the other one depends on the hash seed of Python.
      if (test.name === "fisher_exact") equal(kinds > 2 && result.status === "too_many", true, `case ${i}`);
      else equal(kinds === 1 && result.status === "constant", true, `case ${i}: ${values[test.name]}`);
    });
  });

  Deno.test(`${test.name} of categories calls a sample without values empty`, () => {
    const some = countCategories(["a", "b"]), none = countCategories([]);
    for (const [reference, current] of [[some, none], [none, some], [none, none]]) {
      deepEqual(test.compare(reference, current), { status: "empty", value: null });
    }
  });
}

Deno.test("TVD's distance equals Evidently's exactly and its p to 0.07", () => {
  let compared = 0;
  cases.forEach(({ reference, current, values }, i) => {
    if (!values.TVD) return;
    const [distance, p] = values.TVD as [number, number];
    const result = tvd.compare(countsOf(reference), countsOf(current));
    ok(Math.abs(result.effect!.value - distance) <= 1e-15, `case ${i}: ${result.effect!.value}, ${distance}`);
    ok(Math.abs(result.value! - p) <= 0.07, `case ${i}: ${result.value}, ${p}`);
    compared++;
  });
  ok(compared >= 20, `${compared}`);
});

Deno.test("TVD's p is the same for the same seed, and another for another", () => {
  const reference = countsOf([["a", 30], ["b", 20]]), current = countsOf([["a", 22], ["b", 28]]);
  const p = (seed: number) => tvd.compare(reference, current, { seed }).value;
  equal(p(1), p(1));
  ok(new Set([1, 2, 3, 4].map(p)).size > 1);
});

Deno.test("TVD's p is that of the exact hypergeometric distribution", () => {
  // 4 of 6 "a" in the reference's 6 rows of 12: all splits of 6 "a" and 6 "b" by hand, C(6,k)² / C(12,6).
  const reference = countsOf([["a", 4], ["b", 2]]), current = countsOf([["a", 2], ["b", 4]]);
  const exact = 1 - 400 / 924;
  const { value } = tvd.compare(reference, current, { permutations: 100_000 });
  ok(Math.abs(value! - exact) < 0.01, `${value}, ${exact}`);
});

Deno.test("Fisher's exact test and the G-test take samples of two sizes, where Evidently stops", () => {
  const reference = countsOf([["a", 8], ["b", 2]]), current = countsOf([["a", 1], ["b", 5]]);
  // SciPy's own example.
  ok(Math.abs(fisherExact.compare(reference, current).value! - 0.034965034965034975) < 1e-12);
  equal(gTest.compare(countsOf([["a", 30], ["b", 10]]), countsOf([["a", 15], ["b", 5]])).value, 1);
});

Deno.test("an effect is zero for equal shares, one for nothing in common, and signed where a share has a direction", () => {
  const even = countsOf([["a", 10], ["b", 10]]);
  equal(chisquare.compare(even, countsOf([["a", 5], ["b", 5]])).effect!.value, 0);
  const apart = chisquare.compare(even, countsOf([["c", 4]])).effect!;
  deepEqual(apart, { name: "cramers_v", value: 1, magnitude: "large" });
  ok(z.compare(even, countsOf([["a", 2], ["b", 8]])).effect!.value > 0.6);
  ok(z.compare(even, countsOf([["a", 8], ["b", 2]])).effect!.value < -0.6);
});

Deno.test("categories that are numbers sort by size, text by code points", () => {
  deepEqual(pairCounts(countCategories([10, 9]), countCategories([-1])).categories, [-1, 9, 10]);
  deepEqual(pairCounts(countCategories(["😀", "ﬁ"]), countCategories(["e"])).categories, ["e", "ﬁ", "😀"]);
});

Deno.test("tests of categories answer with numbers on a thousand categories and on millions of rows", () => {
  const many = countsOf(Array.from({ length: 1000 }, (_, i) => [`c${i}`, i + 1]));
  const other = countsOf(Array.from({ length: 1000 }, (_, i) => [`c${i + 3}`, 1000 - i]));
  const big = countsOf([["a", 3_000_000], ["b", 2_000_000]]),
    bigger = countsOf([["a", 3_001_000], ["b", 1_999_000]]);
  for (const test of [...tests, tvd] as DriftTest<CategoryCounts>[]) {
    for (const [reference, current] of [[many, other], [big, bigger]]) {
      const result = test.compare(reference, current, { permutations: 20 });
      ok(result.status === "too_many" || Number.isFinite(result.value), `${test.name}: ${result.value}`);
    }
  }
});
