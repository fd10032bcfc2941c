import { deepEqual, equal } from "node:assert/strict";
import { categoryTests, numberTests } from "../../../lib/drift/registry.ts";

Deno.test("the registry has Evidently's tests with its thresholds, by kind", () => {
  const thresholds = (tests: readonly { name: string; defaultThreshold: number }[]) =>
    Object.fromEntries(tests.map(({ name, defaultThreshold }) => [name, defaultThreshold]));
  deepEqual(thresholds(numberTests), {
    ...{ ks: 0.05, wasserstein: 0.1, jensenshannon: 0.1, psi: 0.1, kl_div: 0.1, hellinger: 0.1 },
    ...{ cramer_von_mises: 0.1, anderson: 0.1, mannw: 0.05, t_test: 0.05, ed: 0.1, es: 0.05 },
  });
  deepEqual(thresholds(categoryTests), {
    ...{ chisquare: 0.05, z: 0.05, jensenshannon: 0.1, psi: 0.1, kl_div: 0.1, hellinger: 0.1 },
    ...{ TVD: 0.1, fisher_exact: 0.1, g_test: 0.1 },
  });
  equal([...numberTests, ...categoryTests].every(({ title }) => title.length > 0), true);
});
