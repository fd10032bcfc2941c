import type { z } from "zod";
import type { FieldFault } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** Faults that are listed; whoever sends more has more to learn than a list can teach. */
const mostFaults = 10;
/** Characters of a bad value, and of a key that nobody knows, that are shown. */
const shownLength = 60;

/**
 * What is wrong with a value, field by field, from what its schema found: each with the rule it breaks, the value it
 * has, and the allowed ones where they can be listed.
 *
 * @param input The value that was parsed.
 * @param prefix Stands before every field's path, e.g. `3.` for the fourth row of a batch.
 * @returns At least one fault and at most ten. A fault of the whole value has an empty path.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { z } from "zod";
 * const input = { type: "X" };
 * const { error } = z.strictObject({ type: z.enum(["L", "M"]) }).safeParse(input);
 * deepEqual(fieldFaults(error!, input), [
 *   { field: "type", message: 'must be one of L, M, current value: "X"', allowed: ["L", "M"] },
 * ]);
 * ```
 */
export function fieldFaults(error: z.ZodError, input: unknown, prefix = ""): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const issue of error.issues) {
    const path = issue.path.map((key) => shortened(String(key)));
    const fault = (field: readonly string[], message: string, allowed?: readonly string[]) =>
      faults.push({
        field: (prefix + field.join(".")).replace(/\.$/, ""),
        message,
        ...allowed && { allowed },
      });
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, mostFaults)) {
        fault([...path, shortened(key)], "is no known field");
      }
    } else {
      const value = at(input, issue.path);
      const message = value === undefined
        ? "is required"
        : `${ruleOf(issue)}, current value: ${shown(value)}`;
      fault(path, message, allowedBy(issue));
    }
    if (faults.length >= mostFaults) break;
  }
  return faults.slice(0, mostFaults);
}

/** The first of some faults, and how many more there are, as one sentence. */
export function faultSentence(faults: readonly FieldFault[], whole = "the body"): string {
  const [{ field, message }] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return `${field === "" ? whole : field} ${message}${more}`;
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${nouns[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "too_small":
      if (issue.minimum === 1 && issue.origin === "string") return "must not be empty";
      return `must ${sizeVerb(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `must ${sizeVerb(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_format":
      return formats[issue.format] ?? `must be a valid ${issue.format}`;
    default:
      return issue.message;
  }
}

const nouns: Readonly<Record<string, string | undefined>> = {
  number: "a finite number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  object: "an object",
  array: "an array",
};

const formats: Readonly<Record<string, string | undefined>> = {
  datetime: "must be a time such as 2026-01-31T12:00:00Z",
  uuid: "must be a UUID",
  regex: "has characters that are not allowed",
};

function sizeVerb(origin: string): string {
  return origin === "string" || origin === "array" ? "have" : "be";
}

function unitOf(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function allowedBy(issue: Issue): readonly string[] | undefined {
  return issue.code === "invalid_value" ? issue.values.map(String) : undefined;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** A text's beginning, without half of a character at its end or anywhere. */
function shortened(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength).toWellFormed()}…` : text.toWellFormed();
}
