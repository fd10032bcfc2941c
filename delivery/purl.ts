/**
 * A package URL, which names a package of any kind the same way everywhere.
 *
 * @see https://github.com/package-url/purl-spec
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(purl("npm", "hono", "4.13.19"), "pkg:npm/hono@4.13.19");
 * equal(purl("npm", "@types/node", "26.6.6"), "pkg:npm/%40types/node@26.6.6");
 * ```
 */
export function purl(type: string, name: string, version: string): string {
  const segments = name.split("/").map(encodeURIComponent);
  return `pkg:${type}/${segments.join("/")}@${encodeURIComponent(version)}`;
}
