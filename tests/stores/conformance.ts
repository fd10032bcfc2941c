import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { createTable, type Table } from "../../lib/table/table.ts";
import type { SinkMode } from "../../lib/stores/sink.ts";
import { sinkFromUrl } from "../../lib/stores/sink_from_url.ts";
import { sourceFromUrl } from "../../lib/stores/source_from_url.ts";
import { ingestUrl } from "../support/ingest_folder.ts";

/** A kind of source under test. */
export interface Candidate {
  /** As tests are named, e.g. "sqlite". */
  name: string;
  /** A URL of a place of the kind that does not exist yet; another each time. */
  fresh: () => string;
}

/** Readings that every kind must give back: numbers of all sizes, names that need quoting. */
const awkward = createTable({
  reading_id: ["1", "2"],
  machine_id: ['lathe "old", 2', "Fräse 7 – Süd"],
  measured_at: ["2026-01-31T12:00:00.123Z", "2026-02-28T23:59:59Z"],
  type: ["L", "H"],
  air_temperature_k: Float64Array.of(298.1, 0.1 + 0.2),
  process_temperature_k: Float64Array.of(1e-7, 1e21),
  rotational_speed_rpm: Float64Array.of(1551, 2 ** 53),
  torque_nm: Float64Array.of(40, -0.5),
  tool_wear_min: Float64Array.of(0, 1 / 3),
  ...Object.fromEntries(
    ["failure", "twf", "hdf", "pwf", "osf", "rnf"].map((flag) => [flag, Float64Array.of(0, 1)]),
  ),
});

/** Writes tables to a place. */
export async function fill(url: string, tables: Iterable<Table>, mode: SinkMode = "refuse"): Promise<void> {
  const sink = await sinkFromUrl(url).open(mode);
  try {
    for (const table of tables) await sink.write(table);
    await sink.commit();
  } finally {
    await sink.abort();
  }
}

/** What every kind of source that can be filled must hold to. */
export function conformanceTests({ name, fresh }: Candidate): void {
  Deno.test(`${name}: readings come back byte for byte as the simulator gives them`, async () => {
    const url = fresh();
    await fill(url, simulateReadings({ rows: 10_000, seed: 7 }));
    const expected = await ingestUrl("simulate:?rows=10000&seed=7");
    const actual = await ingestUrl(url);
    equal(actual.summary.hash, expected.summary.hash);
    ok(actual.readings === expected.readings);
    deepEqual({ ...actual.summary, source: "" }, { ...expected.summary, source: "" });
    equal(actual.summary.source, sourceFromUrl(url).url);
  });

  Deno.test(`${name}: awkward names, numbers and times come back`, async () => {
    const url = fresh();
    await fill(url, [awkward]);
    const { readings } = await ingestUrl(url);
    const [, first, second] = readings.trim().split("\n");
    equal(first, '1,"lathe ""old"", 2",2026-01-31T12:00:00.123Z,L,298.1,1e-7,1551,40,0,0,0,0,0,0,0');
    match(
      second,
      /^2,Fräse 7 – Süd,2026-02-28T23:59:59\.000Z,H,0\.30000000000000004,1e\+21,9007199254740992,-0\.5,/,
    );
  });

  Deno.test(`${name}: reading twice gives the same rows, and closing early is allowed`, async () => {
    const url = fresh();
    await fill(url, simulateReadings({ rows: 20_000, seed: 1 }));
    const open = await sourceFromUrl(url).open();
    for await (const { rows, lines } of open.batches) {
      ok(rows.length > 0 && rows.length === lines.length);
      break;
    }
    await open.close();
    equal((await ingestUrl(url)).summary.hash, (await ingestUrl(url)).summary.hash);
  });

  Deno.test(`${name}: a place without rows is refused as one`, async () => {
    const url = fresh();
    await fill(url, []);
    await rejects(ingestUrl(url), { code: "SOURCE_NO_ROWS" });
  });

  Deno.test(`${name}: rows that are there are kept unless one says what becomes of them`, async () => {
    const url = fresh();
    const some = (seed: number) => simulateReadings({ rows: 300, seed });
    await fill(url, some(1));
    await rejects(fill(url, some(2)), { code: "OUTPUT_EXISTS" });
    equal((await ingestUrl(url)).summary.rows, 300);
    await fill(url, some(2), "append");
    equal((await ingestUrl(url)).summary.rows, 600);
    await fill(url, some(3), "replace");
    equal((await ingestUrl(url)).readings, (await ingestUrl("simulate:?rows=300&seed=3")).readings);
  });

  Deno.test(`${name}: what is not committed is not there`, async () => {
    const url = fresh();
    await fill(url, simulateReadings({ rows: 100, seed: 1 }));
    const sink = await sinkFromUrl(url).open("replace");
    for (const table of simulateReadings({ rows: 5_000, seed: 2 })) await sink.write(table);
    await sink.abort();
    equal((await ingestUrl(url)).readings, (await ingestUrl("simulate:?rows=100&seed=1")).readings);
  });
}
