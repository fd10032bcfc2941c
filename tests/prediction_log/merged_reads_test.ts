import { deepEqual, equal, rejects } from "node:assert/strict";
import fc from "fast-check";
import { FaultlineError } from "../../lib/errors.ts";
import { risks, type StoredOutcome, type StoredPrediction } from "../../lib/contracts/prediction.ts";
import { mergeReads } from "../../lib/prediction_log/merged_reads.ts";
import type { PredictionStore } from "../../lib/prediction_log/prediction_store.ts";
import { openSqlitePredictionStore } from "../../lib/prediction_log/sqlite_prediction_store.ts";
import { createSqliteReads } from "../../lib/prediction_log/sqlite_reads.ts";
import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { idAt, madeOutcome, madePrediction } from "./made_rows.ts";
import { naiveStore } from "./naive_store.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const machines = ["press-1", "press-2", "press-3"];

/** A journal and a store behind it, both in SQLite, with what each has. */
async function openBoth(folder: string, rows: {
  journal: { predictions: StoredPrediction[]; outcomes: StoredOutcome[] };
  store: { predictions: StoredPrediction[]; outcomes: StoredOutcome[] };
}) {
  const store = openSqlitePredictionStore({ path: `${folder}/store.db` });
  await store.insert(rows.store);
  // Journals have no index by machine.
  const writer = openSqlitePredictionStore({ path: `${folder}/journal.db`, afterInsert: () => {} });
  await writer.insert(rows.journal);
  await writer.close();
  const database = openLogDatabase(`${folder}/journal.db`, { readOnly: true });
  return {
    journal: createSqliteReads(database),
    store,
    async close() {
      await store.close();
      database.close();
    },
  };
}

const places = fc.constantFrom("journal", "store", "both");
const predictions = fc.uniqueArray(
  fc.record({
    ms: fc.integer({ min: 0, max: 12 }).map((ms) => start + ms),
    number: fc.integer({ min: 0, max: 3 }),
    machine_id: fc.constantFrom(...machines),
    probability: fc.constantFrom(0, 0.25, 1),
    risk: fc.constantFrom(...risks),
    place: places,
  }),
  { maxLength: 25, selector: (parts) => idAt(parts.ms, parts.number) },
);
const outcomes = fc.array(
  fc.record({
    ms: fc.integer({ min: 0, max: 4 }).map((ms) => start + ms),
    machine_id: fc.constantFrom(...machines),
    recordedMs: fc.integer({ min: 0, max: 5 }).map((ms) => start + ms),
    failure: fc.boolean(),
    place: places,
  }),
  { maxLength: 8 },
);
const limits = fc.integer({ min: 1, max: 12 });
const times = fc.integer({ min: -1, max: 14 }).map((ms) => start + ms);

Deno.test("journal and store together answer as one store that has every row once", async () => {
  await using folder = await tempFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      predictions,
      outcomes,
      limits,
      times,
      async (madePredictions, madeOutcomes, limit, since) => {
        const rows = {
          journal: { predictions: [] as StoredPrediction[], outcomes: [] as StoredOutcome[] },
          store: { predictions: [] as StoredPrediction[], outcomes: [] as StoredOutcome[] },
        };
        const naive = naiveStore();
        for (const parts of madePredictions) {
          const row = madePrediction(parts);
          naive.insert({ predictions: [row], outcomes: [] });
          if (parts.place !== "store") rows.journal.predictions.push(row);
          if (parts.place !== "journal") rows.store.predictions.push(row);
        }
        // Shipped first, queued later: what the journal has was told after what the store alone has.
        const inOrder = [
          ...madeOutcomes.filter((parts) => parts.place !== "journal"),
          ...madeOutcomes.filter((parts) => parts.place === "journal"),
        ];
        for (const parts of inOrder) {
          const row = madeOutcome({ ...parts, id: `${parts.machine_id}:${parts.ms}` });
          if (parts.place !== "store") rows.journal.outcomes.push(row);
          if (parts.place !== "journal") rows.store.outcomes.push(row);
        }
        naive.insert({ predictions: [], outcomes: rows.store.outcomes });
        naive.insert({ predictions: [], outcomes: rows.journal.outcomes });
        Deno.mkdirSync(folder.file(`${++count}`));
        const both = await openBoth(folder.file(`${count}`), rows);
        try {
          const merged = mergeReads(both);
          for (const machine_id of [undefined, machines[0]]) {
            const query = { machine_id, since, limit };
            deepEqual(await merged.list(query), naive.list(query));
            deepEqual(await merged.outcomes(query), naive.outcomes(query));
          }
          deepEqual(await merged.machines({ since, limit }), naive.machines({ since, limit }));
          deepEqual(await merged.counts({ since }), naive.counts({ since }));
          for (const { ms, number } of madePredictions) {
            deepEqual(await merged.find(idAt(ms, number)), naive.find(idAt(ms, number)));
          }
          const ids = madePredictions.map(({ ms, number }) => idAt(ms, number));
          const found = await merged.findAll([idAt(since, 99), ...ids.toReversed(), "press-1"]);
          deepEqual(found.toSorted((a, b) => a.id < b.id ? -1 : 1), naive.findAll(ids));
        } finally {
          await both.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("while the store is away or frozen, the journal's rows are found and all else is refused in time", async () => {
  await using folder = await tempFolder();
  const made = madePrediction({ ms: start, number: 1 });
  const both = await openBoth(folder.path, {
    journal: { predictions: [made], outcomes: [] },
    store: { predictions: [], outcomes: [] },
  });
  const away = () => Promise.reject(new FaultlineError("LOG_UNAVAILABLE", "connection refused"));
  const frozen = () => new Promise<never>(() => {});
  for (
    const [answer, message] of [[away, /refused/], [
      frozen,
      /has not answered a question within 0.05 s/,
    ]] as const
  ) {
    const store = new Proxy({} as PredictionStore, { get: () => answer });
    const merged = mergeReads({ journal: both.journal, store, answerMs: 50 });
    deepEqual(await merged.find(made.id), made);
    deepEqual(await merged.findAll([made.id, "press-1"]), [made]);
    const fault = { code: "LOG_UNAVAILABLE", message };
    await rejects(merged.find(idAt(start, 2)), fault);
    await rejects(merged.findAll([made.id, idAt(start, 2)]), fault);
    await rejects(merged.list({ limit: 9 }), fault);
    await rejects(merged.machines({ since: 0, limit: 9 }), fault);
    await rejects(merged.outcomes({ limit: 9 }), fault);
    await rejects(merged.counts({ since: 0 }), fault);
  }
  await both.close();
});

Deno.test("a row that is shipped between the two reads is seen", async () => {
  await using folder = await tempFolder();
  const made = madePrediction({ ms: start, number: 1 });
  const both = await openBoth(folder.path, {
    journal: { predictions: [made], outcomes: [] },
    store: { predictions: [], outcomes: [] },
  });
  // The store is asked after the journal was read: by then it has the row.
  const store = {
    ...both.store,
    async list(query: Parameters<PredictionStore["list"]>[0]) {
      await both.store.insert({ predictions: [made], outcomes: [] });
      return await both.store.list(query);
    },
  };
  equal((await mergeReads({ journal: both.journal, store }).list({ limit: 9 })).length, 1);
  // It has left the journal since, and is found in the store alone.
  const empty = { ...both.journal, findAll: () => [] };
  deepEqual(await mergeReads({ journal: empty, store }).findAll([made.id]), [made]);
  await both.close();
});
