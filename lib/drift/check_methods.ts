import type { DriftParams } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import { categoryTests, numberTests } from "./registry.ts";

/**
 * Refuses params that name a drift test which does not exist, before any data is read.
 *
 * @throws {FaultlineError} `DRIFT_METHOD`, with a list of those that there are.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * const none = { method: null, number_method: null, category_method: null, methods: {} };
 * checkMethods({ ...none, method: "ks" });
 * throws(() => checkMethods({ ...none, methods: { torque_nm: "k-s" } }), { code: "DRIFT_METHOD" });
 * ```
 */
export function checkMethods(
  params: Pick<DriftParams, "method" | "number_method" | "category_method" | "methods">,
): void {
  const asked = [
    params.method,
    params.number_method,
    params.category_method,
    ...Object.values(params.methods),
  ];
  const known = new Set([...numberTests, ...categoryTests].map(({ name }) => name));
  const unknown = asked.find((name) => name !== null && !known.has(name));
  if (unknown === undefined) return;
  const names = (tests: readonly { name: string }[]) => tests.map(({ name }) => name).join(", ");
  throw new FaultlineError("DRIFT_METHOD", `there is no drift test ${unknown}`, {
    details: [`for numbers: ${names(numberTests)}`, `for categories: ${names(categoryTests)}`],
    hint: "name one of these, or none: the choice then follows the column's size and kind",
  });
}
