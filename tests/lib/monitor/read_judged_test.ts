import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { StoredOutcome, StoredPrediction } from "../../../lib/contracts/prediction.ts";
import type { JudgedPredictions } from "../../../lib/monitor/judged_predictions.ts";
import { type JudgedOptions, readJudged } from "../../../lib/monitor/read_judged.ts";
import { readWindow } from "../../../lib/monitor/read_window.ts";
import type { LogReads } from "../../../lib/prediction_log/merged_reads.ts";
import { openSqlitePredictionStore } from "../../../lib/prediction_log/sqlite_prediction_store.ts";
import { idAt, madeOutcome, madePrediction } from "../../prediction_log/made_rows.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const hour = 3_600_000, day = 24 * hour;
const ours = "0123456789ab", other = "ba9876543210";
const week = { since: start, until: start + 7 * day };
/** Of the window's reading: the two latest predictions whole, those before them sampled from two slices. */
const sparse = { mostRows: 4, latestRows: 2, slices: 2 };
const whole = { mostRows: 100_000 };

interface Rows {
  predictions: readonly StoredPrediction[];
  outcomes: readonly StoredOutcome[];
}

/** What is judged of a store. */
type Judge = (
  sizes?: { mostRows: number; latestRows?: number; slices?: number },
  options?: JudgedOptions & { reads?: (reads: LogReads) => LogReads },
) => Promise<JudgedPredictions>;

/** Works on a store that holds these rows. */
async function withRows<T>(rows: Rows, work: (judge: Judge) => Promise<T>): Promise<T> {
  await using folder = await tempFolder();
  const store = openSqlitePredictionStore({ path: folder.file("faultline.db") });
  try {
    await store.insert(rows);
    return await work(async (sizes = whole, options = {}) => {
      const window = await readWindow(store, { ...week, model_version: ours, ...sizes });
      return await readJudged(options.reads?.(store) ?? store, window, ours, options);
    });
  } finally {
    await store.close();
  }
}

/** The same, asked once. */
const judge = (rows: Rows, ...asked: Parameters<Judge>) => withRows(rows, (judge) => judge(...asked));

/** Which outcome each judged prediction got, and the counts. */
function briefly({ judged, ...counts }: JudgedPredictions): [Record<string, string>, typeof counts] {
  return [
    Object.fromEntries(judged.map(({ prediction, outcome }) => [prediction.id.slice(-2), outcome.id])),
    counts,
  ];
}

/** A prediction whose id ends with two digits. */
const predicted = (number: number, ms: number, machine_id = "press-1", version = ours) =>
  madePrediction({ number, ms: start + ms, machine_id, version });

/** An outcome told of a prediction. */
const ofPrediction = (id: string, prediction: StoredPrediction, recordedMs = day) =>
  madeOutcome({
    id,
    prediction_id: prediction.id,
    machine_id: prediction.machine_id,
    ms: Date.parse(prediction.at),
    recordedMs: start + recordedMs,
  });

/** An outcome told of a machine at a time. */
const ofMachine = (id: string, ms: number, machine_id = "press-1", recordedMs = day) =>
  madeOutcome({ id, ms: start + ms, machine_id, recordedMs: start + recordedMs });

Deno.test("without outcomes nothing is judged", async () => {
  deepEqual(await judge({ predictions: [predicted(1, 0)], outcomes: [] }), {
    judged: [],
    told: 0,
    matched: 0,
    unmatched: 0,
    superseded: 0,
  });
});

Deno.test("an outcome is of the prediction named, or of the machine's newest of the 24 hours before", async () => {
  const predictions = [
    predicted(1, hour),
    predicted(2, 2 * hour),
    predicted(3, 2 * hour, "press-2"),
    predicted(4, 4 * day),
  ];
  const judged = await judge({
    predictions,
    outcomes: [
      ofPrediction("named", predictions[0]),
      ofMachine("same moment", 2 * hour),
      ofMachine("a day after", 2 * hour + day, "press-2"),
      ofMachine("later than a day after", 2 * hour + day + 1),
      ofMachine("before the first", hour - 1),
      ofMachine("a moment before", 4 * day - 1),
      ofMachine("other machine", 4 * day, "press-3"),
    ],
  });
  deepEqual(briefly(judged), [
    { "01": "named", "02": "same moment", "03": "a day after" },
    { told: 7, matched: 3, unmatched: 4, superseded: 0 },
  ]);
  deepEqual(judged.judged.map(({ prediction }) => prediction), predictions.slice(0, 3));
});

Deno.test("of several outcomes of one prediction the one recorded last counts, whichever time it tells", async () => {
  const predictions = [predicted(1, 0), predicted(2, day), predicted(3, 3 * day)];
  const judged = await judge({
    predictions,
    outcomes: [
      ofPrediction("first told", predictions[0], 2 * day),
      ofMachine("corrected", 3 * hour, "press-1", 3 * day),
      ofMachine("told before", 5 * hour, "press-1", day),
      // Recorded at one moment: the later time counts.
      ofMachine("earlier", day + 1, "press-1", 5 * day),
      ofMachine("later", day + 2, "press-1", 5 * day),
    ],
  });
  deepEqual(briefly(judged), [
    { "01": "corrected", "02": "later" },
    { told: 5, matched: 2, unmatched: 0, superseded: 3 },
  ]);
});

Deno.test("an outcome that was told again or otherwise is one outcome", async () => {
  const prediction = predicted(1, 0);
  await using folder = await tempFolder();
  const store = openSqlitePredictionStore({ path: folder.file("faultline.db") });
  await store.insert({ predictions: [prediction], outcomes: [ofPrediction("it", prediction, hour)] });
  await store.insert({ predictions: [], outcomes: [ofPrediction("it", prediction, hour)] });
  const corrected = { ...ofPrediction("it", prediction, 2 * hour), failure: false };
  await store.insert({ predictions: [], outcomes: [corrected] });
  const window = await readWindow(store, { ...week, model_version: ours, ...whole });
  deepEqual(await readJudged(store, window, ours), {
    judged: [{ prediction, outcome: corrected }],
    told: 1,
    matched: 1,
    unmatched: 0,
    superseded: 0,
  });
  await store.close();
});

Deno.test("outcomes of another model, of predictions that are gone, and of ones outside the window are unmatched", async () => {
  const theirs = predicted(1, hour, "press-1", other);
  const before = predicted(2, -hour, "press-2");
  const gone = { ...predicted(3, hour), id: idAt(start + hour, 99) };
  const rows = {
    predictions: [theirs, before, predicted(4, 0, "press-4")],
    outcomes: [
      ofPrediction("theirs", theirs),
      ofMachine("their machine", hour),
      ofMachine("before the window", hour, "press-2"),
      ofPrediction("gone", gone),
      { ...ofPrediction("before the window, told of a later time", before), at: theirs.at },
    ],
  };
  for (const sizes of [whole, sparse]) {
    deepEqual(briefly(await judge(rows, sizes)), [{}, { told: 5, matched: 0, unmatched: 5, superseded: 0 }]);
  }
});

Deno.test("a newer prediction of another model does not hide one of this model", async () => {
  const rows = {
    predictions: [predicted(1, hour), predicted(2, 2 * hour, "press-1", other)],
    outcomes: [ofMachine("told", 3 * hour)],
  };
  for (const sizes of [whole, sparse]) deepEqual(briefly(await judge(rows, sizes))[0], { "01": "told" });
});

Deno.test("what a clock that is ahead tells of a time at or after the window's end is not of the window", async () => {
  const last = predicted(1, 7 * day - 1);
  const ahead = predicted(2, 7 * day + hour);
  const judged = await judge({
    predictions: [last, ahead],
    outcomes: [
      ofMachine("in time", 7 * day - 1),
      ofMachine("at the end", 7 * day),
      ofMachine("far ahead", 400 * day),
      ofPrediction("of an answer from ahead", ahead),
    ],
  });
  deepEqual(briefly(judged), [{ "01": "in time" }, { told: 1, matched: 1, unmatched: 0, superseded: 0 }]);
});

Deno.test("in a sample, predictions that were not read are asked for, one question for all times it settles", async () => {
  const predictions = Array.from({ length: 40 }, (_, i) => predicted(i, i * hour, `press-${i % 2}`));
  let questions = 0;
  const judged = await judge(
    {
      predictions,
      outcomes: [
        // Both predictions of press-1 that count are hours apart; the second question is for the older.
        ofMachine("a", 17 * hour + 3, "press-1"),
        ofMachine("b", 17 * hour + 2, "press-1"),
        ofMachine("c", 17 * hour, "press-1"),
        ofMachine("d", 17 * hour - 1, "press-1"),
        // Before all: one question says so.
        ...[4, 3, 2].map((ms) => ofMachine(`none ${ms}`, ms, "press-9")),
        // Among the latest: none is asked.
        ofMachine("latest", 40 * hour, "press-1"),
      ],
    },
    sparse,
    {
      reads: (reads) => ({
        ...reads,
        list: (query) => {
          questions++;
          return reads.list(query);
        },
      }),
    },
  );
  // All were recorded at one moment: of a, b and c the one of the latest time counts.
  deepEqual(briefly(judged), [
    { "0f": "d", "11": "a", "27": "latest" },
    { told: 8, matched: 3, unmatched: 3, superseded: 2 },
  ]);
  equal(questions, 3);
});

Deno.test("outcomes beyond the bounds are not counted, the newest are", async () => {
  const predictions = Array.from({ length: 40 }, (_, i) => predicted(i, i * hour, `press-${i}`));
  const outcomes = predictions.slice(0, 30).map((row, i) => ofMachine(`${i}`, i * hour, row.machine_id));
  let pauses = 0;
  const pause = () => Promise.resolve(void pauses++);
  const asked = await judge({ predictions, outcomes }, sparse, { mostQuestions: 3, pause });
  deepEqual(briefly(asked), [
    { "1b": "27", "1c": "28", "1d": "29" },
    { told: 3, matched: 3, unmatched: 0, superseded: 0 },
  ]);
  ok(pauses >= 1);
  deepEqual(briefly(await judge({ predictions, outcomes }, whole, { mostOutcomes: 2 })), [
    { "1c": "28", "1d": "29" },
    { told: 2, matched: 2, unmatched: 0, superseded: 0 },
  ]);
});

Deno.test("a server gets its turn after each thousand ids and each fifty questions", async () => {
  const machines = Array.from({ length: 1_100 }, (_, i) => `press-${i}`);
  const predictions = machines.map((name, i) => predicted(i, i, name));
  const pausesOf = async (outcomes: readonly StoredOutcome[]) => {
    let pauses = 0;
    await judge({ predictions, outcomes }, sparse, { pause: () => Promise.resolve(void pauses++) });
    return pauses;
  };
  equal(await pausesOf([]), 1);
  equal(await pausesOf(machines.slice(0, 125).map((name, i) => ofMachine(name, i, name))), 3);
  equal(await pausesOf(predictions.map((row) => ofPrediction(row.id, row))), 3);
});

/** The rule, word by word, over all rows there are. */
function judgedByRule({ predictions, outcomes }: Rows): ReturnType<typeof briefly> {
  const inWindow = (at: string) => Date.parse(at) >= week.since && Date.parse(at) < week.until;
  const candidates = predictions.filter(({ model, at }) => model.version === ours && inWindow(at));
  const told = outcomes.filter(({ at }) => inWindow(at));
  const groups: Record<string, StoredOutcome[]> = {};
  for (const outcome of told) {
    const age = ({ at }: StoredPrediction) => Date.parse(outcome.at) - Date.parse(at);
    const [prediction] = candidates
      .filter((row) =>
        outcome.prediction_id === null
          ? row.machine_id === outcome.machine_id && age(row) >= 0 && age(row) <= day
          : row.id === outcome.prediction_id
      )
      .sort((a, b) => a.id < b.id ? 1 : -1);
    if (prediction) (groups[prediction.id] ??= []).push(outcome);
  }
  const order = (row: StoredOutcome) => `${row.recorded_at} ${row.at} ${row.id}`;
  const kept = Object.entries(groups).sort().map(([id, rows]) => {
    const [last] = rows.sort((a, b) => order(a) < order(b) ? 1 : -1);
    return [id.slice(-2), last.id];
  });
  const met = Object.values(groups).flat().length;
  return [Object.fromEntries(kept), {
    told: told.length,
    matched: kept.length,
    unmatched: told.length - met,
    superseded: met - kept.length,
  }];
}

Deno.test("whatever was predicted and told, the rule holds, of a window read whole and of a sample", async () => {
  // A few hours and days, each a moment to either side, so that limits are met.
  const time = fc.tuple(
    fc.constantFrom(-hour, 0, hour, 2 * hour, day, day + hour, 3 * day, 7 * day),
    fc.integer({ min: -1, max: 1 }),
  ).map(([ms, more]) => ms + more);
  const machine = fc.constantFrom("press-1", "press-2");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ ms: time, machine, version: fc.constantFrom(ours, ours, ours, other) }), {
        maxLength: 16,
      }),
      fc.array(fc.record({ ms: time, machine, recorded: fc.integer({ min: 0, max: 3 }), of: fc.nat(30) }), {
        maxLength: 16,
      }),
      async (predictionParts, outcomeParts) => {
        const predictions = predictionParts.map(({ ms, machine, version }, i) =>
          predicted(i, ms, machine, version)
        );
        const outcomes = outcomeParts.map(({ ms, machine, recorded, of }, i) =>
          of < predictions.length
            ? ofPrediction(`${i}`, predictions[of], recorded)
            : ofMachine(`${i}`, ms, machine, recorded)
        );
        const expected = judgedByRule({ predictions, outcomes });
        await withRows({ predictions, outcomes }, async (judge) => {
          for (const sizes of [whole, sparse, { ...sparse, mostRows: 1 }]) {
            deepEqual(briefly(await judge(sizes)), expected);
          }
        });
      },
    ),
    { numRuns: 60 },
  );
});
