import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { readingColumns } from "../../../lib/contracts/reading.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { mapColumns } from "../../../lib/stores/map_columns.ts";
import { createBytesParser } from "../../../lib/stores/parse_bytes.ts";
import { parseRows } from "../../../lib/stores/parse_reading.ts";
import { readingBatches } from "../../../lib/stores/reading_batches.ts";
import { readingSpans } from "../../../lib/stores/reading_spans.ts";
import { isSpans, type ReadColumn, type Table } from "../../../lib/table/table.ts";
import { spanStrings } from "../../../lib/table/text_spans.ts";
import { readCsv } from "../../../lib/table/csv_reader.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const names = readingColumns.map(({ name }) => name);
const header = names.join(",");

/** Columns as plain arrays, whose negative zeros are compared. */
function plain({ columns }: Table<ReadColumn>) {
  return [...columns].map(([name, column]) => [
    name,
    column instanceof Float64Array ? "number" : "text",
    Array.from<unknown>(isSpans(column) ? spanStrings(column) : column),
  ]);
}

/** The slow way, cell by cell of text: what a batch holds, or what is wrong. */
async function asText(path: string, chunkBytes: number) {
  const batches: unknown[] = [];
  try {
    for await (const { header, rows, lines } of readCsv(path, { chunkBytes })) {
      const { table, faults } = parseRows(rows, mapColumns(header, {}, { source: path }));
      for (const [row, { reason }] of faults) return { batches, why: `line ${lines[row]}: ${reason}` };
      batches.push(plain(table));
    }
  } catch (error) {
    return { batches, why: (error as FaultlineError).message };
  }
  return { batches };
}

async function asSpans(path: string, chunkBytes: number) {
  const batches: unknown[] = [];
  try {
    for await (const { table } of readingSpans(path, { chunkBytes })) batches.push(plain(table));
  } catch (error) {
    const { code, message } = error as FaultlineError;
    equal(code, "INPUT_DAMAGED", message);
    return { batches, why: message.replace(`${path} is not as ingest wrote it: `, "") };
  }
  return { batches };
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -3000, max: 3000 }).map((value) => String(value / 10)),
  fc.constantFrom("42.80", "1e3", "-0", "0", "5.", ".5", "+7", " 42.8", "1E-7", "123456789012345678", "0042"),
);
const flag = fc.constantFrom("0", "1", "1.0", "False", " 1");
const cells: Record<string, fc.Arbitrary<string>> = {
  identifier: fc.oneof(
    fc.string({ unit: fc.constantFrom(..."abc-12 "), minLength: 1, maxLength: 8 }).map((text) => `m${text}`),
    fc.constantFrom('"lathe, 7"', "Fräse-1", " padded ", "x".repeat(200)),
  ),
  category: fc.constantFrom("L", "M", "H", " M"),
  time: fc.oneof(
    fc.date({ min: new Date("1970-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    fc.constantFrom("2026-01-31 13:00:00+01:00", "2026-01-31", "2026-01-31T12:00"),
  ),
  number,
  flag,
};
const spoilt = fc.constantFrom(
  ...[
    "",
    "high",
    "Q",
    "2",
    "NaN",
    "1e999",
    "2026-02-30",
    '"',
    "\0",
    "\t",
    "x".repeat(201),
    "a,b",
    "\r",
    "\u00a0",
  ],
);
const sound = fc.tuple(...readingColumns.map(({ kind }) => cells[kind])).map((row) => row.join(",") + "\n");
const broken = fc.tuple(sound, fc.nat({ max: names.length - 1 }), spoilt)
  .map(([line, at, by]) => line.trimEnd().split(",").with(at, by).join(",") + "\n");
const chunkBytes = fc.integer({ min: 1, max: 700 });

async function checkFiles(
  lines: fc.Arbitrary<string[]>,
  numRuns: number,
): Promise<{ files: number; faults: number }> {
  await using folder = await tempFolder();
  const path = folder.file("readings.csv");
  const found = { files: 0, faults: 0 };
  await fc.assert(
    fc.asyncProperty(lines, chunkBytes, async (lines, chunkBytes) => {
      await Deno.writeTextFile(path, `${header}\n${lines.join("")}`);
      const spans = await asSpans(path, chunkBytes);
      deepEqual(spans, await asText(path, chunkBytes));
      found.files++;
      if (spans.why) found.faults++;
    }),
    { numRuns },
  );
  return found;
}

Deno.test("sound readings come out as by way of text, batch by batch, however the file is cut", async () => {
  const { files, faults } = await checkFiles(fc.array(sound, { maxLength: 12 }), 500);
  ok(files >= 500);
  equal(faults, 0);
});

Deno.test("broken readings give the same batches and the same reason, however the file is cut", async () => {
  const lines = fc.array(fc.oneof({ weight: 5, arbitrary: sound }, { weight: 1, arbitrary: broken }), {
    maxLength: 12,
  });
  const { files, faults } = await checkFiles(lines, 700);
  ok(faults > files / 10, `${faults} of ${files} files had a fault`);
});

Deno.test("canonical lines are read from their bytes, text left where it stands, to what text gives", () => {
  const layout = mapColumns(names, {}, { source: "a.csv" });
  const line = "7,mill-001,2026-01-31T00:00:00.000Z,H,302.1,311,1470,38.9,79,0,0,0,0,0,1";
  const table = createBytesParser(layout)(new TextEncoder().encode(`${line}\n${line}\n`))!;
  equal([...table.columns.values()].filter(isSpans).length, 4);
  deepEqual(plain(table), plain(parseRows([line.split(","), line.split(",")], layout).table));
});

Deno.test("only the columns asked for are read and checked", async () => {
  await using folder = await tempFolder();
  const path = folder.file("readings.csv");
  const line = (torque: string) => `1,m,2026-01-31T00:00:00.000Z,L,300,310,1500,${torque},1,0,0,0,0,0,0\n`;
  await Deno.writeTextFile(path, `${header}\n${line("40")}${line("high")}`);
  for await (const { table } of readingBatches(path, { only: ["machine_id", "failure"], chunkBytes: 200 })) {
    deepEqual([...table.columns.keys()], ["machine_id", "failure"]);
  }
});
