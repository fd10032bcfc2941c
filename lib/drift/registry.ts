import { FaultlineError } from "../errors.ts";
import { anderson } from "./anderson.ts";
import type { CategoryCounts } from "./category_counts.ts";
import { chisquare } from "./chisquare.ts";
import { cramerVonMises } from "./cramer_von_mises.ts";
import type { ColumnKind, DriftTest } from "./drift_test.ts";
import { energyDistance } from "./energy_distance.ts";
import { eppsSingleton } from "./epps_singleton.ts";
import { fisherExact } from "./fisher_exact.ts";
import { gTest } from "./g_test.ts";
import { hellinger } from "./hellinger.ts";
import { hellingerCategories } from "./hellinger_categories.ts";
import { jensenshannon } from "./jensenshannon.ts";
import { jensenshannonCategories } from "./jensenshannon_categories.ts";
import { klDiv } from "./kl_div.ts";
import { klDivCategories } from "./kl_div_categories.ts";
import { ks } from "./ks.ts";
import { mannw } from "./mannw.ts";
import { psi } from "./psi.ts";
import { psiCategories } from "./psi_categories.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { tTest } from "./t_test.ts";
import { tvd } from "./tvd.ts";
import { wasserstein } from "./wasserstein.ts";
import { z } from "./z.ts";

/** Every test of numbers. */
export const numberTests: readonly DriftTest<SortedSample>[] = [
  ...[ks, wasserstein, jensenshannon, psi, klDiv, hellinger, cramerVonMises, anderson, mannw, tTest],
  ...[energyDistance, eppsSingleton],
];

/** Every test of categories. */
export const categoryTests: readonly DriftTest<CategoryCounts>[] = [
  ...[chisquare, z, jensenshannonCategories, psiCategories, klDivCategories, hellingerCategories, tvd],
  ...[fisherExact, gTest],
] as DriftTest<CategoryCounts>[];

/** The test of numbers with this name. */
export function numberTest(name: string, column: string): DriftTest<SortedSample> {
  return numberTests.find((test) => test.name === name) ?? refuse(name, column, "number");
}

/** The test of categories with this name. */
export function categoryTest(name: string, column: string): DriftTest<CategoryCounts> {
  return categoryTests.find((test) => test.name === name) ?? refuse(name, column, "category");
}

/** No test is replaced by another in silence. */
function refuse(name: string, column: string, kind: ColumnKind): never {
  const names = (tests: readonly { name: string }[]) => tests.map((test) => test.name).join(", ");
  const known = [...numberTests, ...categoryTests].some((test) => test.name === name);
  throw new FaultlineError(
    "DRIFT_METHOD",
    known
      ? `the drift test ${name} cannot compare ${column}, a column of ${plural[kind]}`
      : `there is no drift test ${name}, asked for column ${column}`,
    {
      details: known
        ? [`for ${plural[kind]}: ${names(kind === "number" ? numberTests : categoryTests)}`]
        : [`for numbers: ${names(numberTests)}`, `for categories: ${names(categoryTests)}`],
      hint: "name one of these, or none: the choice then follows the column's size and kind",
    },
  );
}

const plural = { number: "numbers", category: "categories" } as const;
