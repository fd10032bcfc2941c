import type { ChampionEntry } from "../contracts/champion_entry.ts";

/**
 * The version to go back to: the champion before the present one. A version that was rolled back from is never gone
 * back to, so that a second rollback goes further back than the first.
 *
 * @param entries The history, oldest first.
 * @param present The version that is champion now; null when none is.
 * @returns The version's number; null when there is none before.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const entries = ["1", "2", "3"].map((version) => ({ version }));
 * equal(championBefore(entries, "3"), "2");
 * // Rolled back to 2 once, and on to 1 then.
 * equal(championBefore([...entries, { version: "2" }], "2"), "1");
 * ```
 */
export function championBefore(
  entries: readonly Pick<ChampionEntry, "version">[],
  present: string | null,
): string | null {
  // Each champion stands on those that a rollback from it would lead to; who comes back takes off all above him.
  const line: string[] = [];
  for (const { version } of entries) comeTo(version, line);
  if (present === null) return line.at(-1) ?? null;
  comeTo(present, line);
  return line.at(-2) ?? null;
}

function comeTo(version: string, line: string[]): void {
  const at = line.indexOf(version);
  if (at < 0) line.push(version);
  else line.length = at + 1;
}
