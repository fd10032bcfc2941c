import type { CategoryCounts } from "../../../lib/drift/category_counts.ts";

/** A case that tests/oracles/drift_categories.py recorded. */
export interface CategoryCase {
  reference: [string | number, number][];
  current: [string | number, number][];
  chosen: string;
  /** By test; null where Evidently has no answer. That of `TVD` is its distance and p. */
  values: Record<string, number | [number, number] | null>;
}

/** The recorded cases, or those of the file that the oracle wrote elsewhere. */
export function readCategoryCases(
  path: string | URL = new URL("../../fixtures/oracles/drift_categories.json", import.meta.url),
): CategoryCase[] {
  return JSON.parse(Deno.readTextFileSync(path)).cases;
}

/** Counts as the tests take them. */
export function countsOf(pairs: [string | number, number][]): CategoryCounts {
  return { total: pairs.reduce((sum, [, count]) => sum + count, 0), counts: new Map(pairs) };
}
