import { deepEqual, equal, match } from "node:assert/strict";
import fc from "fast-check";
import type { ChampionEntry } from "../../../lib/contracts/champion_entry.ts";
import { bestPastChampion } from "../../../lib/promotion/best_past_champion.ts";
import { championBefore } from "../../../lib/promotion/champion_before.ts";
import { championHistory, championKey } from "../../../lib/promotion/champion_history.ts";
import { makeChampion } from "../../../lib/promotion/make_champion.ts";

function entry(at: string, version: string, previous: string | null = null): ChampionEntry {
  return { at, version, model_version: "0123456789ab", previous, why: "passed" };
}
const entries = (...versions: string[]) => versions.map((version) => ({ version }));

Deno.test("the history is in the order of its times, whatever the order of the tags", () => {
  const first = entry("2026-08-01T10:00:00.000Z", "1"), second = entry("2026-08-02T09:00:00.000Z", "2", "1");
  const tags = new Map([second, first].map((one) => [championKey(one.at), JSON.stringify(one)]));
  deepEqual(championHistory(tags), { entries: [first, second], unreadable: [] });
});

Deno.test("an entry that somebody has made unreadable is named, and other tags are none", () => {
  const tags = new Map([
    ["champion.20260801T100000.000Z", "{"],
    ["champion.20260701T100000.000Z", JSON.stringify({ version: 3 })],
    ["champion_owner", "plant 3"],
    ["champion.of", "hearts"],
  ]);
  deepEqual(championHistory(tags), {
    entries: [],
    unreadable: ["champion.20260701T100000.000Z", "champion.20260801T100000.000Z"],
  });
});

// MLflow on Windows takes letters, digits and /_-. and space in the key of a tag, and no colon.
Deno.test("a key is its time in ISO 8601 without what some servers refuse", () => {
  fc.assert(fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), (date) => {
    match(championKey(date.toISOString()), /^champion\.\d{8}T\d{6}\.\d{3}Z$/);
  }));
});

Deno.test("a rollback goes to the champion before, a second one further back, and never to who was rolled back from", () => {
  equal(championBefore(entries("1", "2", "3"), "3"), "2");
  equal(championBefore(entries("1", "2", "3", "2"), "2"), "1");
  equal(championBefore(entries("1", "2", "3", "2", "1"), "1"), null);
  equal(championBefore(entries("1", "2", "3", "2", "4"), "4"), "2");
  equal(championBefore(entries("1", "2", "1", "2"), "2"), "1");
  equal(championBefore([], null), null);
  equal(championBefore(entries("1"), "1"), null);
});

Deno.test("where the alias was moved or removed by hand, the history's last champion is the one before", () => {
  equal(championBefore(entries("1", "2"), "7"), "2");
  equal(championBefore(entries("1", "2"), null), "2");
  equal(championBefore(entries("1", "2", "3"), "2"), "1");
});

Deno.test("rollbacks end after as many as there were promotions", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 }), (versions) => {
    const history = entries(...versions.map(String));
    let present: string | null = history.at(-1)!.version;
    const seen: string[] = [];
    for (let next; (next = championBefore(history, present)) !== null; present = next) {
      history.push({ version: next });
      seen.push(next);
    }
    deepEqual(seen, versions.map(String).slice(0, -1).reverse());
  }));
});

Deno.test("the best past champion is the one of the highest average precision that the registry still has", () => {
  const version = (number: string, score?: string) => ({
    version: number,
    tags: new Map<string, string>(score === undefined ? [] : [["test.average_precision", score]]),
  });
  const versions = [version("1", "0.8"), version("2", "0.91"), version("3", "0.85"), version("5", "0.99")];
  const best = (history: string[], except: (string | null)[]) =>
    bestPastChampion(entries(...history), versions, except)?.version ?? null;
  equal(best(["1", "2", "3"], ["3", null]), "2");
  equal(best(["1", "2", "3"], ["2", null]), "3", "the champion is not past");
  equal(best(["1", "4", "3"], ["3", null]), "1", "4 has been deleted, 5 was never champion");
  equal(best(["3"], ["3", null]), null);
  equal(best([], [null, null]), null);
  const alike = [version("1", "0.9"), version("2", "0.9"), version("3")];
  equal(
    bestPastChampion(entries("1", "2", "3"), alike, [])?.version,
    "2",
    "the latest of equals; no score is the least",
  );
});

Deno.test("an entry is later than all before it, also when this machine's clock is behind", async () => {
  const done: string[] = [];
  const registry = {
    setAlias: (name: string, alias: string, version: string) =>
      Promise.resolve(void done.push(`${name} ${alias} ${version}`)),
    setTag: (_: string, key: string, value: string) => Promise.resolve(void done.push(`${key} ${value}`)),
  };
  const version = {
    ...{ name: "faultline", version: "2", run_id: null, source: "", model_id: null, created_ms: 0 },
    tags: new Map([["model_version", "0123456789ab"]]),
  };
  const history = [entry("2026-08-01T10:00:00.000Z", "1")];
  const made = await makeChampion(registry, { version, previous: "1", why: "why", now: 0, history });
  equal(made.at, "2026-08-01T10:00:00.001Z");
  deepEqual(done, ["faultline champion 2", `champion.20260801T100000.001Z ${JSON.stringify(made)}`]);
  const first = await makeChampion(registry, {
    version,
    previous: null,
    why: "x".repeat(9_000),
    now: 0,
    history: [],
  });
  deepEqual([first.at, first.why.length], ["1970-01-01T00:00:00.000Z", 4_000]);
});
