import type { DriftParams } from "../contracts/params.ts";

/**
 * Params by which every column has the same test: one asked for at the moment goes before all that params name.
 *
 * @param method Undefined leaves the choice to params.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const params = { method: null, number_method: "ks", category_method: null, methods: { torque_nm: "ed" } };
 * equal(withMethod(params, "psi").number_method, null);
 * equal(withMethod(params, undefined), params);
 * ```
 */
export function withMethod<
  P extends Pick<DriftParams, "method" | "number_method" | "category_method" | "methods">,
>(
  params: P,
  method: string | undefined,
): P {
  if (method === undefined) return params;
  return { ...params, method, number_method: null, category_method: null, methods: {} };
}
