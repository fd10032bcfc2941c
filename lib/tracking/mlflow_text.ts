/** Longest values that MLflow takes: params since 2.8 (500 before), tags since 1.x, names always. */
export const mlflowLimits = { name: 250, param: 6_000, oldParam: 500, tag: 5_000, digest: 36 } as const;

const mark = "… (cut)";

/**
 * A name that MLflow takes for a param, a metric or a tag: letters, digits, `_ - . : /` and spaces, not a path that
 * resolves to another name, at most 250 characters. What it does not take becomes `_`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(mlflowName("test.f1"), "test.f1");
 * equal(mlflowName("share[L]"), "share_L_");
 * ```
 */
export function mlflowName(name: string): string {
  const clean = name.replace(/[^\p{L}\p{N}_\-.: /]/gu, "_");
  const parts = clean.split("/").map((part) => part === "" || part === "." || part === ".." ? "_" : part);
  return parts.join("/").slice(0, mlflowLimits.name);
}

/**
 * A text of at most so many characters, marked where it was cut.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(cutText("abc", 10), "abc");
 * equal(cutText("abcdefghijkl", 10), "abc… (cut)");
 * ```
 */
export function cutText(text: string, most: number): string {
  const cut = text.length <= most
    ? text
    : text.slice(0, most - mark.length).replace(/[\ud800-\udbff]$/, "") + mark;
  return cut.toWellFormed();
}
