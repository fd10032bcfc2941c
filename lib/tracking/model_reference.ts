import { FaultlineError } from "../errors.ts";

/** A registered model's version, by alias or by number: one of the two is null. */
export interface ModelReference {
  name: string;
  alias: string | null;
  /** A whole number from 1, as text. */
  version: string | null;
}

/**
 * Reads MLflow's names for a registered model: `models:/NAME@ALIAS` or `models:/NAME/VERSION`.
 *
 * @returns null for a text that does not begin with `models:`.
 * @throws {FaultlineError} `CONFIG_INVALID` for one that does and names no version.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * deepEqual(parseModelReference("models:/faultline@champion"), {
 *   name: "faultline",
 *   alias: "champion",
 *   version: null,
 * });
 * equal(parseModelReference("models/current"), null);
 * ```
 */
export function parseModelReference(text: string): ModelReference | null {
  if (!text.startsWith("models:")) return null;
  const match = /^models:\/([^/:@]+)(?:@([\w-]+)|\/([1-9]\d*))$/.exec(text);
  if (match === null) {
    throw new FaultlineError("CONFIG_INVALID", `${text} names no version of a registered model`, {
      hint: "write models:/NAME@ALIAS or models:/NAME/VERSION, e.g. models:/faultline@champion",
    });
  }
  return { name: match[1], alias: match[2] ?? null, version: match[3] ?? null };
}
