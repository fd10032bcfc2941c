import type { ColumnKind } from "./drift_test.ts";

/** What the choice depends on. */
export interface DefaultMethodQuestion {
  kind: ColumnKind;
  /** Values of the reference, missing ones not counted. */
  referenceValues: number;
  /** Distinct values of both sides together. */
  distinct: number;
}

/** The reference's size up to which samples are small, and so p-values are of use. */
const smallReference = 1000;
/** Numbers of at most so many distinct values are compared as categories. */
const fewValues = 5;

/**
 * The test that Evidently 0.7.23 chooses (`_get_default_stattest`). Up to 1,000 values in the reference: `ks` for
 * numbers of more than 5 distinct values, else `chisquare`, or `z` for at most two values. Above: `wasserstein` for
 * such numbers, else `jensenshannon`.
 *
 * @returns The test's name, and whether it compares the values as categories, be they numbers or not.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(defaultMethod({ kind: "number", referenceValues: 1000, distinct: 6 }), { method: "ks", as: "number" });
 * deepEqual(defaultMethod({ kind: "number", referenceValues: 1000, distinct: 2 }), { method: "z", as: "category" });
 * ```
 */
export function defaultMethod(
  { kind, referenceValues, distinct }: DefaultMethodQuestion,
): { method: string; as: ColumnKind } {
  const small = referenceValues <= smallReference;
  if (kind === "number" && distinct > fewValues) {
    return { method: small ? "ks" : "wasserstein", as: "number" };
  }
  if (!small) return { method: "jensenshannon", as: "category" };
  return { method: distinct > 2 ? "chisquare" : "z", as: "category" };
}
