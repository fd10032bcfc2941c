import type { ChampionEntry } from "../contracts/champion_entry.ts";
import { FaultlineError } from "../errors.ts";
import type { Registry } from "../tracking/registry.ts";
import { championBefore } from "./champion_before.ts";
import { championHistory } from "./champion_history.ts";
import { championAlias, makeChampion } from "./make_champion.ts";

/** How the champion goes back. */
export interface RollBackOptions {
  /** The registered model. */
  name: string;
  /** The version to go back to; null for the champion before the present one. */
  to: string | null;
  /** Goes into the history; null says what was done. */
  why: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Makes an earlier champion champion again and adds to the history that it did. Only who was champion may come back:
 * every other version goes through the gate.
 *
 * @throws {FaultlineError} `USAGE` when `to` is champion already or never was; `MODEL_NOT_FOUND` when there is no
 * champion to go back to.
 */
export async function rollBack(
  registry: Pick<Registry, "aliases" | "tags" | "versions" | "setAlias" | "setTag">,
  { name, to, why, now }: RollBackOptions,
): Promise<ChampionEntry> {
  const [aliases, tags, versions] = await Promise.all([
    registry.aliases(name),
    registry.tags(name),
    registry.versions(name),
  ]);
  const present = aliases.get(championAlias) ?? null;
  const history = championHistory(tags).entries;
  // Versions that somebody has deleted cannot come back.
  const entries = history.filter((entry) => versions.some(({ version }) => version === entry.version));
  const target = to ?? championBefore(entries, present);
  if (target === null) {
    throw new FaultlineError(
      "MODEL_NOT_FOUND",
      present === null
        ? `${name} has never had a champion`
        : `there was no champion of ${name} before version ${present}`,
      { hint: "deno task champion shows the history; deno task register makes a champion" },
    );
  }
  if (target === present) {
    throw new FaultlineError("USAGE", `version ${target} of ${name} is the champion already`, {
      hint: "deno task champion shows the history",
    });
  }
  const version = versions.find(({ version }) => version === target);
  if (!version || !entries.some((entry) => entry.version === target)) {
    const past = [...new Set(entries.map((entry) => entry.version))].filter((past) => past !== present);
    throw new FaultlineError("USAGE", `version ${target} of ${name} was never champion`, {
      hint: past.length > 0
        ? `versions that were: ${past.join(", ")}; any other goes through deno task register`
        : "a version becomes champion through deno task register",
    });
  }
  const reason = why ?? (present === null ? "champion again" : `rolled back from version ${present}`);
  return await makeChampion(registry, { version, previous: present, why: reason, now, history });
}
