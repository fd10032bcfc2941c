import { deepEqual, ok } from "node:assert/strict";

/** Asserts that two numbers differ by at most 1e-9, or are both null. */
export function approximately(actual: number | null, expected: number | null, what: string): void {
  if (actual === null || expected === null) return deepEqual(actual, expected, what);
  ok(Math.abs(actual - expected) <= 1e-9, `${what}: ${actual}, expected ${expected}`);
}

/** The same of lists of numbers under the same names. */
export function curveApproximately(
  actual: object | null,
  expected: Record<string, number[]> | null,
  what: string,
): void {
  if (actual === null || expected === null) return deepEqual(actual, expected, what);
  deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), what);
  for (const [name, values] of Object.entries(actual) as [string, number[]][]) {
    ok(values.length === expected[name].length, `${what}, ${name}: ${values.length} points`);
    values.forEach((value, i) => approximately(value, expected[name][i], `${what}, ${name} ${i}`));
  }
}
