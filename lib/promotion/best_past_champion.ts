import type { ChampionEntry } from "../contracts/champion_entry.ts";
import type { RegisteredVersion } from "../tracking/registry.ts";

/**
 * Of the versions that were champion, the one whose average precision on its own held-out rows was highest, the latest
 * of equals. A candidate is held against it too: otherwise a champion could be followed by one a margin worse, and
 * that one by another, until little is left.
 *
 * @param versions All that the registry still has.
 * @param except Versions that are none of the past: the champion, and the candidate.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const version = (number: string, score: string) => ({
 *   version: number,
 *   tags: new Map([["test.average_precision", score]]),
 * });
 * const versions = [version("1", "0.9"), version("2", "0.8"), version("3", "0.95")];
 * const entries = [{ version: "1" }, { version: "2" }];
 * equal(bestPastChampion(entries, versions, ["2"])?.version, "1");
 * equal(bestPastChampion(entries, versions, ["1", "2"]), null);
 * ```
 */
export function bestPastChampion<Version extends Pick<RegisteredVersion, "version" | "tags">>(
  entries: readonly Pick<ChampionEntry, "version">[],
  versions: readonly Version[],
  except: readonly (string | null)[],
): Version | null {
  const score = (version: Version) => Number(version.tags.get("test.average_precision") ?? 0);
  const past = entries.map(({ version }) => version).filter((version) => !except.includes(version));
  let best: Version | null = null;
  for (const number of past) {
    const version = versions.find((version) => version.version === number);
    if (version && (best === null || score(version) >= score(best))) best = version;
  }
  return best;
}
