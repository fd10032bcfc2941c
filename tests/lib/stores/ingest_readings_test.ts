import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { paramsSchema } from "../../../lib/contracts/params.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { createLog } from "../../../lib/log.ts";
import { ingestReadings } from "../../../lib/stores/ingest_readings.ts";
import { readingBatches } from "../../../lib/stores/reading_batches.ts";
import { memoryGrowth } from "../../support/memory_growth.ts";
import { joinTables } from "../../../lib/table/join_tables.ts";
import { sourceFromUrl } from "../../../lib/stores/source_from_url.ts";
import { ingestUrl } from "../../support/ingest_folder.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { parse } from "yaml";

/** The headers that params.yaml maps. */
const { columns } = paramsSchema.parse(parse(await Deno.readTextFile("params.yaml"))).ingest;
const header =
  "machine_id,type,air_temperature_k,process_temperature_k,rotational_speed_rpm,torque_nm,tool_wear_min,failure";
const good = (machine: number) => `M${machine},L,298.1,308.6,1551,42.8,0,${machine % 2}`;

async function ingestText(text: string, params = {}) {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("a.csv"), text);
  return await ingestUrl(`csv:${folder.file("a.csv")}`, { columns, ...params });
}

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

Deno.test("the headers of AI4I 2020 and of Kaggle's S3E17 work as they are", async () => {
  const rest =
    "Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],Torque [Nm]," +
    "Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF\n1,M14860,M,298.10,308.6,1551.0,42.8,0,0,0,0,0,0,0\n";
  const expected =
    "reading_id,machine_id,type,air_temperature_k,process_temperature_k,rotational_speed_rpm,torque_nm," +
    "tool_wear_min,failure,twf,hdf,pwf,osf,rnf\n1,M14860,M,298.1,308.6,1551,42.8,0,0,0,0,0,0,0\n";
  equal((await ingestText(`\ufeffUDI,${rest}`)).readings, expected);
  equal((await ingestText(`id,${rest}`)).readings, expected);
});

Deno.test("columns may be reordered, extra, constant or quoted, and lines end in CRLF", async () => {
  const { readings, summary } = await ingestText(
    "note,failure,tool_wear_min,torque_nm,rotational_speed_rpm,process_temperature_k,air_temperature_k,type,machine_id\r\n" +
      '"a, b",1,0,42.8,1551,308.6,298.1,L,"lathe ""old"", 2"\r\n',
  );
  match(
    readings,
    /^reading_id,machine_id,type,.*\n[0-9a-f]{16},"lathe ""old"", 2",L,298\.1,308\.6,1551,42\.8,0,1\n$/,
  );
  deepEqual([summary.rows, summary.failures, summary.rejected], [1, 1, 0]);
});

Deno.test("without ids of their own, equal rows get equal ids and others do not", async () => {
  const { readings } = await ingestText([header, good(1), good(2), good(1)].join("\n"));
  const ids = readings.trim().split("\n").slice(1).map((line) => line.split(",")[0]);
  equal(ids[0], ids[2]);
  ok(ids[0] !== ids[1]);
});

Deno.test("the summary's hash is that of readings.csv", async () => {
  const { readings, summary } = await ingestUrl("simulate:?rows=5000&seed=7");
  equal(summary.hash, createHash("sha256").update(readings).digest("hex"));
  equal(summary.rows, 5000);
});

Deno.test("bad rows are set aside with their line, their reason and their cells", async () => {
  const rows = Array.from({ length: 997 }, (_, i) => good(i));
  const bad = ['"M\n1",Q,1,2,3,4,5,0', "M2,L,1,NaN,3,4,5,0", "M3,L,1,2,3"];
  const { rejected, summary } = await ingestText([header, ...bad, ...rows].join("\n"));
  equal(
    rejected,
    `line,reason,${header}\n` +
      '2,"type must be one of L, M, H, current value: ""Q""","M\n1",Q,1,2,3,4,5,0\n' +
      '4,"process_temperature_k must be a finite decimal number, current value: ""NaN""",M2,L,1,NaN,3,4,5,0\n' +
      '5,"the row must have as many cells as the header (8), current value: 5",M3,L,1,2,3\n',
  );
  deepEqual([summary.rows, summary.rejected], [997, 3]);
});

Deno.test("too many bad rows stop ingest: the reasons are named, rejected.csv kept, readings.csv not made", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const rows = [good(1), ...Array(3).fill("M,L,1,2,3,high,5,0"), "M,Q,1,2,3,4,5,0"];
  await Deno.writeTextFile(path, [header, ...rows].join("\n"));
  const outputFolder = folder.file("raw");
  const params = { source: "", columns: {}, max_rejected_share: 0.01 };
  await rejects(
    ingestReadings(sourceFromUrl(`csv:${path}`), params, { outputFolder }),
    (error: FaultlineError) => {
      equal(error.code, "ROWS_REJECTED");
      match(error.message, /^4 of 5 rows of .*a\.csv break the contract \(80 %; at most 1 % may\)$/);
      deepEqual(error.details, [
        "3 rows: torque_nm must be a finite decimal number",
        "1 row: type must be one of L, M, H",
      ]);
      return true;
    },
  );
  deepEqual(names(outputFolder), ["rejected.csv"]);
});

Deno.test("when all rows are bad the message says all", async () => {
  await rejects(ingestText(`${header}\nM,Q,1,2,3,4,5,0`), { code: "ROWS_REJECTED", message: /^all 1 rows/ });
});

Deno.test("a header alone is refused", async () => {
  await rejects(ingestText(`${header}\n`), { code: "SOURCE_NO_ROWS" });
});

Deno.test("a fault half way through the file leaves nothing behind", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeTextFile(path, `${header}\n${`${good(1)}\n`.repeat(50_000)}"open`);
  const outputFolder = folder.file("raw");
  const params = { source: "", columns: {}, max_rejected_share: 0.01 };
  await rejects(ingestReadings(sourceFromUrl(`csv:${path}`), params, { outputFolder }), {
    code: "SOURCE_QUOTE",
  });
  deepEqual(names(outputFolder), []);
});

Deno.test("a plant of one machine type is said in the log", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("a.csv"), `${header}\n${good(1)}\n`);
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
  const params = { source: "", columns: {}, max_rejected_share: 0 };
  const source = sourceFromUrl(`csv:${folder.file("a.csv")}`);
  await ingestReadings(source, params, { outputFolder: folder.path, log });
  ok(lines.some((line) => /"type":"L".*type is constant/.test(line)));
});

Deno.test("memory stays flat over two million rows", async () => {
  const growth = await memoryGrowth(new URL("./ingest_two_million.ts", import.meta.url));
  ok(growth < 150e6, `grew by ${growth} bytes`);
});

Deno.test("what ingest wrote is read back as a table, and what it did not write is refused", async () => {
  await using folder = await tempFolder();
  const params = { source: "", columns: {}, max_rejected_share: 0 };
  await ingestReadings(sourceFromUrl("simulate:?rows=20000&seed=1"), params, { outputFolder: folder.path });
  const table = await readAll(folder.file("readings.csv"));
  equal(table.rowCount, 20_000);
  equal(table.columns.get("reading_id")?.[19_999], "20000");
  ok(table.columns.get("failure") instanceof Float64Array);
  await rejects(readAll(folder.file("nope.csv")), { code: "INPUT_NOT_FOUND" });
  await Deno.writeTextFile(folder.file("bad.csv"), `${header}\n${good(1)}\nM,Q,1,2,3,4,5,0\n`);
  await rejects(readAll(folder.file("bad.csv")), {
    code: "INPUT_DAMAGED",
    message: /line 3: type must be/,
  });
});

if (Deno.env.get("AI4I_CSV")) {
  Deno.test("all of AI4I 2020 is accepted: 10,000 readings, 339 failures", async () => {
    const { summary } = await ingestUrl(`csv:${Deno.env.get("AI4I_CSV")}`, { columns });
    deepEqual([summary.rows, summary.failures, summary.rejected], [10_000, 339, 0]);
  });
}

async function readAll(path: string) {
  const parts = [];
  for await (const { table } of readingBatches(path)) parts.push(table);
  return joinTables(parts);
}
