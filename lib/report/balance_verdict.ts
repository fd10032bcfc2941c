import type { ModelHeader } from "../contracts/model_header.ts";
import { formatCount } from "./number_format.ts";

/**
 * How training rows were balanced, in one sentence.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(
 *   balanceVerdict({ method: "smote-nc", synthetic: 441 }, 0.1),
 *   "smote-nc to 0.1 failures a healthy row: 441 synthetic failures, in training rows alone",
 * );
 * ```
 */
export function balanceVerdict(balance: ModelHeader["recipe"]["balance"], ratio: number): string {
  if (balance.method === "none") return "none: training rows as they came";
  return `${balance.method} to ${ratio} failures a healthy row: ${
    formatCount(balance.synthetic)
  } synthetic ` +
    "failures, in training rows alone";
}
