import { type ChampionEntry, championEntrySchema } from "../contracts/champion_entry.ts";

/** Who was champion when, and why. */
export interface ChampionHistory {
  /** Oldest first. */
  entries: ChampionEntry[];
  /** Keys of entries that somebody has made unreadable. */
  unreadable: string[];
}

const keyPattern = /^champion\.\d/;

/**
 * Reads the history from a registered model's tags: one tag an entry, added and never changed, so that no two writers
 * can undo each other's.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const entry = { at: "2026-08-01T10:15:30.000Z", version: "1", model_version: "0123456789ab", previous: null, why: "" };
 * const tags = new Map([[championKey(entry.at), JSON.stringify(entry)], ["owner", "plant 3"]]);
 * deepEqual(championHistory(tags), { entries: [entry], unreadable: [] });
 * ```
 */
export function championHistory(tags: ReadonlyMap<string, string>): ChampionHistory {
  const entries: ChampionEntry[] = [], unreadable: string[] = [];
  for (const [key, value] of tags) {
    if (!keyPattern.test(key)) continue;
    const entry = readEntry(value);
    if (entry) entries.push(entry);
    else unreadable.push(key);
  }
  entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { entries, unreadable: unreadable.sort() };
}

/** The tag that an entry of this time stands in: ISO 8601 without colons, which MLflow on Windows refuses in a key. */
export function championKey(at: string): string {
  return `champion.${at.replace(/[-:]/g, "")}`;
}

function readEntry(text: string): ChampionEntry | undefined {
  try {
    return championEntrySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
