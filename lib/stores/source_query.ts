import { FaultlineError } from "../errors.ts";

/**
 * The parameters behind a source URL's question mark.
 *
 * @param scheme How messages name the kind of URL, e.g. "sqlite:".
 * @param query The text behind the question mark.
 * @param known The parameters there are.
 * @throws {FaultlineError} `SOURCE_URL_INVALID` for a parameter that is unknown or given twice.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(readQuery("simulate:", "rows=100&seed=1", ["rows", "seed"]).get("rows"), "100");
 * ```
 */
export function readQuery(scheme: string, query: string, known: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (!known.includes(key)) {
      throw new FaultlineError("SOURCE_URL_INVALID", `${scheme} has no parameter ${key}`, {
        hint: `known here: ${known.join(", ")}`,
      });
    }
    if (values.has(key)) {
      throw new FaultlineError("SOURCE_URL_INVALID", `${scheme} is given ${key} twice`);
    }
    values.set(key, value);
  }
  return values;
}

/**
 * A whole number among the parameters.
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when it is something else, or out of range.
 */
export function wholeParameter(
  scheme: string,
  values: ReadonlyMap<string, string>,
  key: string,
  range: { least: number; most: number; fallback: number },
): number {
  const text = values.get(key);
  if (text === undefined) return range.fallback;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= range.least && value <= range.most) return value;
  throw new FaultlineError(
    "SOURCE_URL_INVALID",
    `${scheme} wants ${key} as a whole number from ${range.least} to ${range.most}, current value: ${text}`,
  );
}
