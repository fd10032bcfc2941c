/**
 * The address of a machine's page, for any id. `.` and `..`, which no path can name, go into the query.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(["lathe 7", "a/b?c", ".."].map(machinePath), [
 *   "/machines/lathe%207",
 *   "/machines/a%2Fb%3Fc",
 *   "/machines?id=..",
 * ]);
 * ```
 */
export function machinePath(id: string): string {
  return /^\.\.?$/.test(id) ? `/machines?id=${id}` : `/machines/${encodeURIComponent(id)}`;
}
