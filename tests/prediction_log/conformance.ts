import { deepEqual, equal, rejects } from "node:assert/strict";
import fc from "fast-check";
import { failureModes } from "../../lib/contracts/reading.ts";
import { risks, type StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { PredictionStore, StoreRows } from "../../lib/prediction_log/prediction_store.ts";
import { idAt, madeOutcome, madePrediction } from "./made_rows.ts";
import { naiveStore } from "./naive_store.ts";

/** A kind of store under test. */
export interface StoreCandidate {
  /** As tests are named, e.g. "sqlite". */
  name: string;
  /** An empty store, another each time. The test closes it. */
  fresh: () => Promise<PredictionStore>;
  /** How many histories the property test goes through (default 60). */
  histories?: number;
}

const start = Date.parse("2026-03-01T00:00:00Z");
const machineNames = ["press-1", "press-10", "PRESS-1", "Fräse 7 \u{1f527}", "\uff5e", "a' OR 1=1 --"];
const versions = ["0123456789ab", "ba9876543210"];

const predictions = fc.record({
  ms: fc.integer({ min: 0, max: 12 }).map((ms) => start + ms),
  number: fc.integer({ min: 0, max: 3 }),
  machine_id: fc.constantFrom(...machineNames),
  probability: fc.constantFrom(0, 0.125, 0.1 + 0.2, 0.5, 1),
  risk: fc.constantFrom(...risks),
  version: fc.constantFrom(...versions),
  request_id: fc.constantFrom(null, "", "req-1"),
}).map(madePrediction);

// An outcome's id is made from what it is told of, so one id always has the same machine and time.
const outcomes = fc.record({
  ms: fc.integer({ min: 0, max: 6 }).map((ms) => start + 2 * ms),
  machine_id: fc.constantFrom(...machineNames.slice(0, 4)),
  recordedMs: fc.integer({ min: 0, max: 3 }).map((ms) => start + 1_000 + ms),
  failure: fc.boolean(),
  mode: fc.constantFrom(null, ...failureModes),
  recorded_by: fc.constantFrom(null, "maintenance"),
}).map((parts) => madeOutcome({ ...parts, id: `at:${machineNames.indexOf(parts.machine_id)}:${parts.ms}` }));

const rows: fc.Arbitrary<StoreRows> = fc.record({
  predictions: fc.array(predictions, { maxLength: 12 }),
  outcomes: fc.array(outcomes, { maxLength: 4 }),
});
const times = fc.integer({ min: -1, max: 14 }).map((ms) => start + ms);
const limits = fc.integer({ min: 1, max: 20 });
const steps = fc.oneof(
  { weight: 3, arbitrary: rows.map((value) => ({ kind: "insert" as const, value })) },
  {
    weight: 1,
    arbitrary: fc.record({ before: times, limit: limits }).map((value) => ({
      kind: "prune" as const,
      value,
    })),
  },
);
const questions = fc.record({
  list: fc.record({
    machine_id: fc.option(fc.constantFrom(...machineNames, "nobody"), { nil: undefined }),
    since: fc.option(times, { nil: undefined }),
    until: fc.option(times, { nil: undefined }),
    risk: fc.option(fc.constantFrom(...risks), { nil: undefined }),
    model_version: fc.option(fc.constantFrom(...versions, "none"), { nil: undefined }),
    before: fc.option(fc.tuple(times, fc.integer({ min: 0, max: 3 })).map(([ms, n]) => idAt(ms, n)), {
      nil: undefined,
    }),
    limit: limits,
  }),
  machines: fc.record({
    since: times,
    limit: limits,
    machine_ids: fc.option(fc.uniqueArray(fc.constantFrom(...machineNames, "nobody")), { nil: undefined }),
  }),
  outcomes: fc.record({
    machine_id: fc.option(fc.constantFrom(...machineNames), { nil: undefined }),
    since: fc.option(times, { nil: undefined }),
    limit: limits,
  }),
  counts: fc.record({ since: times }),
  find: fc.tuple(times, fc.integer({ min: 0, max: 3 })).map(([ms, n]) => idAt(ms, n)),
  findAll: fc.array(fc.tuple(times, fc.integer({ min: 0, max: 3 })).map(([ms, n]) => idAt(ms, n)), {
    maxLength: 12,
  }),
});

/** In the order of their ids, where a store may give any. */
const byId = (found: readonly StoredPrediction[]) => found.toSorted((a, b) => a.id < b.id ? -1 : 1);

/** What every store must hold to. */
export function storeConformanceTests({ name, fresh, histories = 60 }: StoreCandidate): void {
  Deno.test(`${name}: every question is answered as a naive store in memory answers it`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: 6 }),
        fc.array(questions, { minLength: 1, maxLength: 6 }),
        async (history, asked) => {
          const store = await fresh();
          const naive = naiveStore();
          try {
            for (const { kind, value } of history) {
              if (kind === "insert") {
                await store.insert(value);
                naive.insert(value);
              } else equal(await store.prune(value), naive.prune(value));
            }
            for (const question of asked) {
              deepEqual(await store.list(question.list), naive.list(question.list));
              deepEqual(await store.machines(question.machines), naive.machines(question.machines));
              deepEqual(await store.outcomes(question.outcomes), naive.outcomes(question.outcomes));
              deepEqual(await store.counts(question.counts), naive.counts(question.counts));
              deepEqual(await store.find(question.find), naive.find(question.find));
              deepEqual(byId(await store.findAll(question.findAll)), naive.findAll(question.findAll));
            }
          } finally {
            await store.close();
          }
        },
      ),
      { numRuns: histories },
    );
  });

  Deno.test(`${name}: a cursor walks all predictions once, whatever comes in meanwhile`, async () => {
    const store = await fresh();
    try {
      const made = Array.from({ length: 25 }, (_, i) => madePrediction({ ms: start + (i >> 2), number: i }));
      await store.insert({ predictions: made, outcomes: [] });
      const seen: string[] = [];
      while (true) {
        const page = await store.list({ limit: 7, before: seen.at(-1) });
        if (page.length === 0) break;
        seen.push(...page.map((row) => row.id));
        await store.insert({
          predictions: [madePrediction({ ms: start + 1_000 + seen.length, number: 0 })],
          outcomes: [],
        });
      }
      deepEqual(seen, made.map((row) => row.id).reverse());
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: a replay changes nothing, also where the row differs`, async () => {
    const store = await fresh();
    try {
      const first = madePrediction({ ms: start, number: 1, probability: 0.125 });
      await store.insert({ predictions: [first], outcomes: [] });
      await store.insert({ predictions: [{ ...first, probability: 0.5 }, first, first], outcomes: [] });
      deepEqual(await store.find(first.id), first);
      equal((await store.counts({ since: 0 })).predictions, 1);
      equal((await store.machines({ since: 0, limit: 9 }))[0].predictions, 1);
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: an outcome told again is corrected, and not by one that was told before it`, async () => {
    const store = await fresh();
    try {
      const told = madeOutcome({ id: "o", ms: start, recordedMs: start + 10, failure: true, mode: "twf" });
      const corrected = madeOutcome({ id: "o", ms: start, recordedMs: start + 20, failure: false });
      await store.insert({ predictions: [], outcomes: [told] });
      await store.insert({ predictions: [], outcomes: [corrected] });
      await store.insert({ predictions: [], outcomes: [told] });
      deepEqual(await store.outcomes({ limit: 9 }), [corrected]);
      // Told twice in one millisecond: what came last holds.
      await store.insert({ predictions: [], outcomes: [{ ...corrected, failure: true }] });
      deepEqual(await store.outcomes({ limit: 9 }), [{ ...corrected, failure: true }]);
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: awkward text and numbers come back as they were`, async () => {
    const store = await fresh();
    try {
      const texts = [
        "'; DROP TABLE predictions; --",
        'a "quoted" \\ back\\\\slash, comma;\ttab\nline',
        "\u{1f468}\u200d\u{1f527} Fräse \u0000 after",
        " leading and trailing ",
        "x".repeat(200),
        "\u{1f527}".repeat(100),
      ];
      const numbers = [5e-324, 1.7976931348623157e308, -1e-7, 2 ** 53 + 2, 0.1 + 0.2, -273.15];
      const made = texts.map((text, i) => {
        const row = madePrediction({
          ms: start + i,
          number: i,
          machine_id: text,
          request_id: text.slice(0, 128).toWellFormed(),
          probability: 1 - Number.EPSILON / 2,
        });
        Object.assign(row.reading, { torque_nm: numbers[i], tool_wear_min: numbers[numbers.length - 1 - i] });
        if (i % 2) row.reading.measured_at = "2026-02-03T04:05:06.789+05:30";
        return row;
      });
      const told = texts.map((text, i) =>
        madeOutcome({
          id: `o${i}`,
          ms: start + i,
          recordedMs: start + i,
          machine_id: text,
          recorded_by: text,
        })
      );
      await store.insert({ predictions: made, outcomes: told });
      for (const [i, row] of made.entries()) {
        deepEqual(await store.find(row.id), row);
        deepEqual(await store.list({ machine_id: row.machine_id, limit: 9 }), [row]);
        deepEqual(await store.outcomes({ machine_id: row.machine_id, limit: 9 }), [told[i]]);
      }
      equal((await store.machines({ since: 0, limit: 99 })).length, texts.length);
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: a store knows which ids it has`, async () => {
    const store = await fresh();
    try {
      const made = [1, 2, 3].map((number) => madePrediction({ ms: start, number }));
      const told = madeOutcome({ id: "o1", ms: start, recordedMs: start });
      await store.insert({ predictions: made, outcomes: [told] });
      const others = Array.from({ length: 3_000 }, (_, i) => idAt(start + 1, i));
      deepEqual(
        await store.known("predictions", [...others, made[2].id, made[0].id]),
        new Set([made[2].id, made[0].id]),
      );
      deepEqual(await store.known("outcomes", ["o1", "o2"]), new Set(["o1"]));
      deepEqual(await store.known("outcomes", []), new Set());
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: of many ids those that are there are found, each once, and text that is no id is not`, async () => {
    const store = await fresh();
    try {
      const made = Array.from(
        { length: 2_500 },
        (_, i) => madePrediction({ ms: start + i, number: i + 0xa0 }),
      );
      await store.insert({ predictions: made, outcomes: [] });
      const ids = made.map((row) => row.id);
      const others = Array.from({ length: 3_000 }, (_, i) => idAt(start + i, 0xffff));
      deepEqual(byId(await store.findAll([...others, ...ids.toReversed(), ...ids.slice(0, 1_500)])), made);
      const first = ids[0];
      const noIds = ["", "press-1", "%", `${first} `, ` ${first}`, first.toUpperCase(), first.slice(1)];
      const oddIds = [`${first}\u0000`, "Fräse \u{1f527}", "\ud800", "' OR 1=1 --", "null", "0"];
      deepEqual(await store.findAll([...noIds, ...oddIds]), []);
      deepEqual(await store.findAll([...noIds, ids[7], ...oddIds]), [made[7]]);
      deepEqual(await store.findAll([]), []);
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: rows go in together or not at all`, async () => {
    const store = await fresh();
    try {
      const good = madePrediction({ ms: start, number: 1 });
      const bad = madePrediction({ ms: start, number: 2 });
      bad.reading.torque_nm = NaN;
      await rejects(store.insert({ predictions: [good, bad], outcomes: [] }));
      deepEqual(await store.counts({ since: 0 }), { predictions: 0, alarms: 0, machines: 0, outcomes: 0 });
      await store.insert({ predictions: [good], outcomes: [] });
      equal((await store.counts({ since: 0 })).predictions, 1);
    } finally {
      await store.close();
    }
  });

  Deno.test(`${name}: ten thousand rows go in at once, and out in bounded steps`, async () => {
    const store = await fresh();
    try {
      const made = Array.from(
        { length: 10_000 },
        (_, i) => madePrediction({ ms: start + i, number: i, machine_id: `press-${i % 300}` }),
      );
      await store.insert({ predictions: made, outcomes: [] });
      deepEqual(
        (await store.list({ machine_id: "press-7", limit: 3 })).map((row) => row.id),
        [9_907, 9_607, 9_307].map((i) => idAt(start + i, i)),
      );
      equal((await store.counts({ since: start + 9_000 })).predictions, 1_000);
      const pruned: number[] = [];
      do pruned.push(await store.prune({ before: start + 1_200, limit: 500 })); while (pruned.at(-1));
      deepEqual(pruned, [500, 500, 200, 0]);
      const states = await store.machines({ since: 0, limit: 1_000 });
      equal(states.length, 300);
      equal(states.reduce((sum, state) => sum + state.predictions, 0), 8_800);
    } finally {
      await store.close();
    }
  });
}
