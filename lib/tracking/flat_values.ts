import type { ParamValue } from "./tracked_run.ts";

/**
 * A tree of values as one level of names with dots between, as `--set` and `dvc params diff` write them. A list is one
 * value, as JSON; an empty object is none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(flatValues({ train: { trees: 100, max_depth: null }, transform: { drop: ["twf"] } }), {
 *   "train.trees": 100,
 *   "train.max_depth": null,
 *   "transform.drop": '["twf"]',
 * });
 * ```
 */
export function flatValues(tree: Record<string, unknown>): Record<string, ParamValue> {
  return Object.fromEntries(leavesOf(tree, ""));
}

/**
 * The numbers of a tree, under the same names; what is null, text or a list is left out, and true is 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const metrics = { test: { f1: 0.87, interval: { f1: [0.8, 0.9] } }, leak: { alarm: false } };
 * deepEqual(flatNumbers(metrics), { "test.f1": 0.87, "leak.alarm": 0 });
 * ```
 */
export function flatNumbers(tree: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    leavesOf(tree, "").flatMap(([name, value]) => {
      const number = typeof value === "boolean" ? Number(value) : value;
      return typeof number === "number" ? [[name, number]] : [];
    }),
  );
}

function leavesOf(tree: Record<string, unknown>, prefix: string): [string, ParamValue][] {
  return Object.entries(tree).flatMap(([key, value]): [string, ParamValue][] => {
    const name = prefix + key;
    if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
    if (typeof value === "object" && value !== null) {
      return leavesOf(value as Record<string, unknown>, `${name}.`);
    }
    return value === undefined ? [] : [[name, value as ParamValue]];
  });
}
