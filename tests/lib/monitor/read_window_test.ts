import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import fc from "fast-check";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import { readWindow } from "../../../lib/monitor/read_window.ts";
import type { LogReads } from "../../../lib/prediction_log/merged_reads.ts";
import { openLogReads } from "../../../lib/prediction_log/open_log_reads.ts";
import { mysqlLogAddress } from "../../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../../lib/prediction_log/mysql_prediction_store.ts";
import type { PredictionStore } from "../../../lib/prediction_log/prediction_store.ts";
import { openSqlitePredictionStore } from "../../../lib/prediction_log/sqlite_prediction_store.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";
import { startMariadb } from "../../support/mariadb.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const day = 86_400_000;
const ours = "0123456789ab", other = "ba9876543210";

const made = (times: readonly number[], version = ours) =>
  times.map((ms, number) => madePrediction({ ms, number, version }));
const idsOf = (rows: readonly StoredPrediction[]) => rows.map((row) => row.id);
const timesOf = (rows: readonly StoredPrediction[]) => rows.map((row) => Date.parse(row.at));

/** Numbers from 0 on. */
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** An empty store of a kind, whose rows are read as a second process reads them. */
interface Place {
  store: PredictionStore;
  openReads: () => ReturnType<typeof openLogReads>;
}

/** What holds of a log of either kind: a week of 30,000 predictions of ours, one every 20 s, and 10,000 of another's. */
async function testWeek({ store, openReads }: Place): Promise<void> {
  const week = { since: start, until: start + 7 * day, model_version: ours };
  const empty = await openReads();
  deepEqual(await readWindow(empty.reads, { ...week, mostRows: 100_000 }), {
    since: week.since,
    until: week.until,
    stored: 0,
    predictions: [],
    latest: [],
  });

  const [one] = made([start + 5]);
  await store.insert({ predictions: [one], outcomes: [] });
  const single = await readWindow(empty.reads, { ...week, mostRows: 100_000 });
  deepEqual([single.stored, single.predictions, single.latest], [1, [one], [one]]);
  await empty.close();

  const rows = [one, ...made(upTo(29_999).map((i) => start + 20_000 * (i + 1)))];
  const others = made(upTo(10_000).map((i) => start + 60_000 * i + 7), other);
  const ahead = made([week.until, week.until + 40 * day]);
  const before = made([start - 1]);
  await store.insert({ predictions: [...rows, ...others, ...ahead, ...before], outcomes: [] });
  const { reads, close } = await openReads();

  const all = await readWindow(reads, { ...week, mostRows: 30_000 });
  equal(all.stored, 40_000);
  deepEqual(idsOf(all.predictions), idsOf(rows));
  deepEqual(all.predictions[12_345], rows[12_345]);
  deepEqual(idsOf(all.latest), idsOf(rows.slice(-20_000)));

  const some = await readWindow(reads, { ...week, mostRows: 6_000, latestRows: 2_000 });
  equal(some.stored, 40_000);
  deepEqual(idsOf(some.latest), idsOf(rows.slice(-2_000)));
  equal(some.predictions.length, 6_000);
  deepEqual(idsOf(some.predictions.slice(-2_000)), idsOf(rows.slice(-2_000)));
  // 28,000 rows lie before the latest: 350 to each of 80 slices, of which 50 are read.
  const sliceMs = 20_000 * 28_000 / 80;
  const sampled = timesOf(some.predictions.slice(0, 4_000));
  const perSlice = upTo(80).map((i) =>
    sampled.filter((ms) => ms >= start + i * sliceMs && ms < start + (i + 1) * sliceMs).length
  );
  ok(perSlice.every((count) => count >= 48 && count <= 52), perSlice.join(" "));
  deepEqual(idsOf(some.predictions), [...new Set(idsOf(some.predictions))].sort());
  const known = new Set(idsOf(rows));
  ok(some.predictions.every((row) => known.has(row.id)));

  // The other model ended on the week's last day but one, and began with it.
  const theirs = await readWindow(reads, { ...week, model_version: other, mostRows: 20_000 });
  deepEqual(idsOf(theirs.predictions), idsOf(others));
  await close();
}

Deno.test("in SQLite a window is read whole up to its most rows, and beyond that evenly", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  const store = openSqlitePredictionStore({ path });
  await testWeek({ store, openReads: () => openLogReads({ databaseUrl: `sqlite:${path}`, now: Date.now }) });
  await store.close();
});

Deno.test("in MySQL a window is read whole up to its most rows, and beyond that evenly", async () => {
  const server = await startMariadb();
  try {
    const store = openMysqlStore({ address: mysqlLogAddress(server.url), now: Date.now });
    await store.probe();
    await testWeek({ store, openReads: () => openLogReads({ databaseUrl: server.url, now: Date.now }) });
    await store.close();
  } finally {
    await server.stop();
  }
});

/** A store in a folder, for what all stores do alike. */
async function withRows(
  rows: readonly StoredPrediction[],
  work: (reads: LogReads) => Promise<void>,
): Promise<void> {
  await using folder = await tempFolder();
  const store = openSqlitePredictionStore({ path: folder.file("faultline.db") });
  await store.insert({ predictions: rows, outcomes: [] });
  await work(store);
  await store.close();
}

Deno.test("whatever the times, as many are read as may be: in order, each once, the latest whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          // Bursts in one millisecond, close together, and far apart.
          ms: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 400 }), fc.nat(7 * day)),
          version: fc.constantFrom(ours, ours, other),
        }),
        { maxLength: 60 },
      ),
      fc.record({ since: fc.nat(50), until: fc.constantFrom(2, 300, day, 8 * day) }),
      fc.record({
        mostRows: fc.integer({ min: 1, max: 70 }),
        latestRows: fc.integer({ min: 1, max: 20 }),
        slices: fc.integer({ min: 1, max: 12 }),
        pageRows: fc.integer({ min: 1, max: 9 }),
      }),
      async (parts, span, sizes) => {
        const rows = parts.map(({ ms, version }, number) =>
          madePrediction({ ms: start + ms, number, version })
        );
        const since = start + span.since, until = start + span.until;
        await withRows(rows, async (reads) => {
          const window = await readWindow(reads, { since, until, model_version: ours, ...sizes });
          const inSpan = rows.filter(({ at }) => Date.parse(at) >= since && Date.parse(at) < until);
          const wanted = inSpan.filter(({ model }) => model.version === ours).toSorted((a, b) =>
            a.id < b.id ? -1 : 1
          );
          const read = idsOf(window.predictions);
          equal(window.stored, inSpan.length);
          equal(read.length, Math.min(sizes.mostRows, wanted.length));
          deepEqual(read, [...new Set(read)].sort());
          ok(read.every((id) => wanted.some((row) => row.id === id)));
          const latest = wanted.slice(-Math.min(sizes.latestRows, sizes.mostRows));
          deepEqual(window.latest, latest);
          deepEqual(window.predictions.slice(read.length - latest.length), latest);
        });
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("a window that reaches back past the model's first prediction is sampled as evenly", async () => {
  // 2,000 predictions in ten days, in a window of ten years.
  const rows = made(upTo(2_000).map((i) => start + i * day / 200));
  await withRows(rows, async (reads) => {
    const window = await readWindow(reads, {
      since: start - 3650 * day,
      until: start + 10 * day,
      model_version: ours,
      mostRows: 500,
      latestRows: 100,
    });
    equal(window.predictions.length, 500);
    const perDay = upTo(9).map((d) =>
      timesOf(window.predictions).filter((ms) => ms >= start + d * day && ms < start + (d + 1) * day).length
    );
    // 400 over nine and a half days.
    ok(perDay.every((count) => count >= 30 && count <= 55), perDay.join(" "));
  });
});

Deno.test("slices with few leave their share to those with many", async () => {
  // Eight nights without a prediction, eight days with 100 each.
  const rows = made(upTo(8).flatMap((d) => upTo(100).map((i) => start + d * day + i * day / 200)));
  await withRows(rows, async (reads) => {
    const query = { since: start, until: start + 8 * day, model_version: ours, latestRows: 100 };
    equal((await readWindow(reads, { ...query, mostRows: 800 })).predictions.length, 800);
    const window = await readWindow(reads, { ...query, mostRows: 450 });
    // 350 before the last day: 50 of each of seven days.
    const perDay = upTo(7).map((d) =>
      timesOf(window.predictions).filter((ms) => ms >= start + d * day && ms < start + (d + 1) * day).length
    );
    ok(perDay.every((count) => count >= 45 && count <= 55), perDay.join(" "));
  });
});

Deno.test("a pause follows each page, and no page has more rows than it may", async () => {
  const rows = made(upTo(1_000).map((i) => start + i));
  await withRows(rows, async (store) => {
    const asked: number[] = [];
    let pauses = 0;
    const reads: LogReads = {
      ...store,
      list(query) {
        equal(pauses, asked.length);
        asked.push(query.limit);
        return store.list(query);
      },
    };
    await readWindow(reads, {
      since: start,
      until: start + 2_000,
      model_version: ours,
      mostRows: 900,
      latestRows: 250,
      pageRows: 100,
      slices: 4,
      pause() {
        pauses++;
        return Promise.resolve();
      },
    });
    equal(pauses, asked.length);
    deepEqual(asked.slice(0, 3), [100, 100, 50]);
    ok(Math.max(...asked) === 100, asked.join(" "));
  });
});

Deno.test("predictions that arrive while a window is read come in no wrong place, and none twice", async () => {
  const rows = made(upTo(300).map((i) => start + i));
  await withRows(rows, async (store) => {
    const { insert } = store as PredictionStore;
    let number = 1_000;
    const window = await readWindow(store, {
      since: start,
      until: start + 1_000,
      model_version: ours,
      mostRows: 250,
      latestRows: 100,
      pageRows: 10,
      slices: 5,
      // One beside the newest, and one in the middle of what is still to be read.
      pause: () =>
        insert({
          predictions: [start + 500, start + 50].map((ms) => madePrediction({ ms, number: number++ })),
          outcomes: [],
        }),
    });
    const read = idsOf(window.predictions);
    equal(read.length, 250);
    deepEqual(read, [...new Set(read)].sort());
    deepEqual(idsOf(window.latest), idsOf(rows.slice(-100)));
  });
});

Deno.test("a span that ends before it begins has nothing, and a number of rows must be one", async () => {
  await withRows(made([start]), async (reads) => {
    const query = { since: start, until: start - 1, model_version: ours, mostRows: 10 };
    deepEqual((await readWindow(reads, query)).predictions, []);
    equal((await readWindow(reads, query)).stored, 0);
    for (const mostRows of [0, -1, 1.5, NaN]) {
      await rejects(readWindow(reads, { ...query, mostRows }), {
        name: "RangeError",
        message: `Cannot read predictions: mostRows must be a positive integer, current value: ${mostRows}`,
      });
    }
  });
});
