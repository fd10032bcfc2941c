import type { ChampionEntry } from "../contracts/champion_entry.ts";
import type { RegisteredVersion, Registry } from "../tracking/registry.ts";
import { championHistory } from "./champion_history.ts";
import { championAlias } from "./make_champion.ts";

/** The alias of the version that was registered last. */
export const challengerAlias = "challenger";

/** A version, for a person or a program. */
export interface VersionState {
  version: string;
  /** The first 12 hex digits of the model file's SHA-256; null where the version does not say. */
  model_version: string | null;
  /** What the gate said of it; null where it was not asked. */
  gate: string | null;
}

/** Who is champion, who would be, and who was. */
export interface ChampionState {
  name: string;
  champion: VersionState | null;
  challenger: VersionState | null;
  /** Newest first. */
  history: ChampionEntry[];
  /** What does not fit together, a sentence each. */
  notes: string[];
}

/** Reads a registered model's state; nobody is champion of a model that there is not. */
export async function championState(
  registry: Pick<Registry, "aliases" | "tags" | "versions">,
  name: string,
): Promise<ChampionState> {
  const [aliases, tags, versions] = await Promise.all([
    registry.aliases(name),
    registry.tags(name),
    registry.versions(name),
  ]);
  const { entries, unreadable } = championHistory(tags);
  const champion = stateOf(aliases.get(championAlias), versions);
  const notes = unreadable.map((key) => `the tag ${key} cannot be read`);
  const last = entries.at(-1)?.version ?? null;
  if (last !== (champion?.version ?? null)) {
    notes.push(
      `the alias was moved by hand: by the history version ${last ?? "none"} is champion, ` +
        `by the alias ${champion === null ? "none" : `version ${champion.version}`}`,
    );
  }
  return {
    name,
    champion,
    challenger: stateOf(aliases.get(challengerAlias), versions),
    history: entries.toReversed(),
    notes,
  };
}

function stateOf(number: string | undefined, versions: readonly RegisteredVersion[]): VersionState | null {
  if (number === undefined) return null;
  const tags = versions.find(({ version }) => version === number)?.tags;
  return {
    version: number,
    model_version: tags?.get("model_version") ?? null,
    gate: tags?.get("gate") ?? null,
  };
}
