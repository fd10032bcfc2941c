import type { ChampionEntry } from "../contracts/champion_entry.ts";
import type { RegisteredVersion, Registry } from "../tracking/registry.ts";
import { championKey } from "./champion_history.ts";

/** The alias of the model that serves. */
export const championAlias = "champion";

/** How a version becomes champion. */
export interface Promotion {
  version: Pick<RegisteredVersion, "name" | "version" | "tags">;
  /** The version that is champion until then; null when none is. */
  previous: string | null;
  why: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** The history so far, oldest first. */
  history: readonly ChampionEntry[];
}

/** Older servers hold 5,000 characters a tag. */
const longestWhy = 4_000;

/**
 * Moves the alias `champion` to a version and adds to the history that it did. The entry is later than all before it,
 * also where another machine's clock is ahead of this one's: their order says who came after whom.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const done: string[] = [];
 * const registry = {
 *   setAlias: (name: string, alias: string, version: string) => {
 *     done.push(`${name}@${alias} is ${version}`);
 *     return Promise.resolve();
 *   },
 *   setTag: (_name: string, key: string) => {
 *     done.push(key);
 *     return Promise.resolve();
 *   },
 * };
 * const version = { name: "faultline", version: "2", tags: new Map([["model_version", "0123456789ab"]]) };
 * await makeChampion(registry, { version, previous: "1", why: "passed", now: 0, history: [] });
 * deepEqual(done, ["faultline@champion is 2", "champion.19700101T000000.000Z"]);
 * ```
 */
export async function makeChampion(
  registry: Pick<Registry, "setAlias" | "setTag">,
  { version, previous, why, now, history }: Promotion,
): Promise<ChampionEntry> {
  const last = history.length === 0 ? -Infinity : Date.parse(history[history.length - 1].at);
  const at = new Date(Math.max(now, last + 1)).toISOString();
  const entry: ChampionEntry = {
    at,
    version: version.version,
    model_version: version.tags.get("model_version") ?? "",
    previous,
    why: why.slice(0, longestWhy),
  };
  await registry.setAlias(version.name, championAlias, version.version);
  await registry.setTag(version.name, championKey(at), JSON.stringify(entry));
  return entry;
}
