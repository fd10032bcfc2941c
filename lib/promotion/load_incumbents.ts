import { join } from "node:path";
import { loadModel } from "../model/load_model.ts";
import { pullModel } from "../tracking/pull_model.ts";
import type { RegisteredVersion, Registry } from "../tracking/registry.ts";
import { bestPastChampion } from "./best_past_champion.ts";
import { championHistory } from "./champion_history.ts";
import type { Incumbent } from "./compare_models.ts";
import type { Role } from "./comparison.ts";
import { championAlias } from "./make_champion.ts";

/** Those whom a candidate is held against. */
export interface Incumbents {
  /** The number of the version that is champion; null when none is. */
  champion: string | null;
  incumbents: Incumbent[];
}

/**
 * Loads the champion and the best past champion from the registry, each checked against the hashes it was registered
 * with.
 *
 * @param except The candidate's own version, if it has been registered already.
 * @param folder Where they are put; the caller removes it.
 * @throws {FaultlineError} As `pullModel` and `loadModel`.
 */
export async function loadIncumbents(
  registry: Registry,
  name: string,
  except: string | null,
  folder: string,
): Promise<Incumbents> {
  const [aliases, tags, versions] = await Promise.all([
    registry.aliases(name),
    registry.tags(name),
    registry.versions(name),
  ]);
  const champion = aliases.get(championAlias) ?? null;
  const found: [Role, RegisteredVersion | null | undefined][] = [
    ["champion", champion === except ? null : versions.find(({ version }) => version === champion)],
    ["best past champion", bestPastChampion(championHistory(tags).entries, versions, [champion, except])],
  ];
  const incumbents: Incumbent[] = [];
  for (const [role, version] of found) {
    if (!version) continue;
    const place = join(folder, version.version);
    const modelVersion = await pullModel(registry, version, place);
    const { model } = await loadModel(place);
    const trainedUntil = version.tags.get("trained_until") ?? null;
    incumbents.push({ role, version: version.version, modelVersion, model, trainedUntil });
  }
  return { champion, incumbents };
}
