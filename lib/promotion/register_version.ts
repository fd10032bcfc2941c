import type { ChampionEntry } from "../contracts/champion_entry.ts";
import type { RegisterParams } from "../contracts/params.ts";
import type { NewVersion, RegisteredVersion, Registry } from "../tracking/registry.ts";
import { championHistory } from "./champion_history.ts";
import { challengerAlias } from "./champion_state.ts";
import { compareModels } from "./compare_models.ts";
import { gate, type Verdict } from "./gate.ts";
import { gateTag } from "./gate_tag.ts";
import type { Candidate } from "./load_candidate.ts";
import { loadIncumbents } from "./load_incumbents.ts";
import { championAlias, makeChampion } from "./make_champion.ts";

/** What registering works with. */
export interface RegisterContext {
  registry: Registry;
  params: RegisterParams;
  candidate: Candidate;
  /** Where models to compare with are put; the caller removes it. */
  folder: string;
}

/** How a version is registered. */
export interface RegisterOptions {
  /** The candidate's model as the tracking server has it, with the tags that the version is to have. */
  logged: Omit<NewVersion, "name">;
  /** Goes into the history; null says what the gate found. */
  why: string | null;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** What became of a candidate. */
export interface Registered {
  version: string;
  /** Null where the gate was not asked: the model has passed it before, or is champion. */
  verdict: Verdict | null;
  /** The entry that was added to the history; null for a model that did not become champion now. */
  entry: ChampionEntry | null;
  /** The version that is champion afterwards; null when none is. */
  champion: string | null;
}

/** How often the champion may change while a candidate is compared with it. */
const mostAttempts = 5;

/** What the gate says of a candidate, held against the champion and the best past champion as they are now. */
export async function judgeCandidate(
  { registry, params, candidate, folder }: RegisterContext,
  own: string | null,
): Promise<{ verdict: Verdict; champion: string | null }> {
  const { champion, incumbents } = await loadIncumbents(registry, params.name, own, folder);
  const comparisons = incumbents.map((incumbent) =>
    compareModels(candidate.model, candidate.heldOut, incumbent, params)
  );
  return { verdict: gate({ metrics: candidate.metrics, comparisons }, params), champion };
}

/** The version that a model has been registered as; undefined when it has not been. */
export async function versionOf(
  registry: Pick<Registry, "versions">,
  name: string,
  modelVersion: string,
): Promise<RegisteredVersion | undefined> {
  return (await registry.versions(name)).find(({ tags }) => tags.get("model_version") === modelVersion);
}

/**
 * Registers a candidate as challenger, asks the gate, and makes it champion when it passes. A model that has been
 * registered keeps its version: one that passed, or is champion, is left as it is, and one that was refused, or whose
 * registration was cut short, is judged again.
 *
 * Every step can be done again, and the version's tag `gate` is set last: where it is missing the work was cut short.
 */
export async function registerVersion(
  context: RegisterContext,
  { logged, why, now }: RegisterOptions,
): Promise<Registered> {
  const { registry, params, candidate } = context;
  const { name } = params;
  const known = await versionOf(registry, name, candidate.version);
  if (known?.tags.get("gate")?.startsWith("passed")) {
    const champion = (await registry.aliases(name)).get(championAlias) ?? null;
    return { version: known.version, verdict: null, entry: null, champion };
  }
  const version = known ?? await registry.createVersion({ name, ...logged });
  await registry.setAlias(name, challengerAlias, version.version);

  for (let attempt = 1;; attempt++) {
    const { verdict, champion } = await judgeCandidate(context, version.version);
    if (!verdict.passed) {
      await registry.setVersionTag(version, "gate", gateTag(verdict));
      return { version: version.version, verdict, entry: null, champion };
    }
    // Somebody else's model may have become champion meanwhile: this one must hold its own against it.
    const [aliases, tags] = await Promise.all([registry.aliases(name), registry.tags(name)]);
    if ((aliases.get(championAlias) ?? null) !== champion && attempt < mostAttempts) continue;
    const history = championHistory(tags).entries;
    const last = history.at(-1)?.version ?? null;
    const previous = champion === version.version ? last : champion;
    const promotion = { version, previous, why: why ?? gateTag(verdict), now: now(), history };
    const entry = champion === version.version && last === champion
      ? null
      : await makeChampion(registry, promotion);
    await registry.setVersionTag(version, "gate", gateTag(verdict));
    return { version: version.version, verdict, entry, champion: version.version };
  }
}
