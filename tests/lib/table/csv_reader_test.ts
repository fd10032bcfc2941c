import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import fc from "fast-check";
import { type CsvBatch, readCsv } from "../../../lib/table/csv_reader.ts";
import { createCsvWriter } from "../../../lib/table/csv_writer.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { tempFolder } from "../../support/temp_folder.ts";

async function readAll(path: string, chunkBytes?: number) {
  const batches: CsvBatch[] = [];
  for await (const batch of readCsv(path, { chunkBytes })) batches.push(batch);
  return {
    header: batches[0].header,
    rows: batches.flatMap(({ rows }) => rows),
    lines: batches.flatMap(({ lines }) => Array.from(lines)),
  };
}

async function readText(text: string | Uint8Array, chunkBytes?: number) {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  return await readAll(path, chunkBytes);
}

/** Expects a code, and a message like the pattern. */
function refusal(code: string, pattern: RegExp) {
  return (error: FaultlineError) => {
    equal(error.code, code);
    match(error.message, pattern);
    return true;
  };
}

Deno.test("a byte order mark, CRLF, quotes and blank trailing lines are understood, and lines are counted", async () => {
  deepEqual(await readText('\ufeffa, b\r\n1,"x ""y"",\r\nz"\r\n3,4\r\n\r\n\n'), {
    header: ["a", "b"],
    rows: [["1", 'x "y",\r\nz'], ["3", "4"]],
    lines: [2, 4],
  });
});

Deno.test("a last line without a newline is a row, quoted or not", async () => {
  deepEqual((await readText("a,b\n1,2")).rows, [["1", "2"]]);
  deepEqual((await readText('a,b\n1,"2"')).rows, [["1", "2"]]);
});

Deno.test("ragged rows come with their true number of cells", async () => {
  deepEqual((await readText("a,b\n1\n1,2,3\n,\n")).rows, [["1"], ["1", "2", "3"], ["", ""]]);
});

Deno.test("a header alone gives one batch without rows", async () => {
  deepEqual(await readText("a,b\n"), { header: ["a", "b"], rows: [], lines: [] });
});

Deno.test("a blank line of a file of one column is an empty cell", async () => {
  deepEqual((await readText("a\n\n1\n")).rows, [[""], ["1"]]);
});

Deno.test("what is written is read back, whatever the cells and however the file is cut", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "é", "a", " ", "\ufeff") }),
  ).filter((text) => !text.includes("\0"));
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 })
  );
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, chunkBytes) => {
      const header = Array.from(rows[0] ?? ["", ""], (_, i) => `c${i}`);
      const writer = createCsvWriter(path, header);
      for (const row of rows) writer.writeRow(row);
      writer.commit();
      const read = await readAll(path, chunkBytes);
      deepEqual(read, { ...await readAll(path), header });
      deepEqual(read.rows, rows);
    }),
    { numRuns: 300 },
  );
});

Deno.test("any text gives the same rows, or the same refusal, however it is cut", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const outcome = (chunkBytes?: number) =>
    readAll(path, chunkBytes).catch(({ code, message }: FaultlineError) => {
      ok(code.startsWith("SOURCE_"), message);
      return { code, message };
    });
  const text = fc.string({
    unit: fc.constantFrom('"', ",", "\n", "\r\n", "a", "b", " ", "é"),
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, chunkBytes) => {
      await Deno.writeTextFile(path, `h1,h2\n${text}`);
      deepEqual(await outcome(chunkBytes), await outcome());
    }),
    { numRuns: 500 },
  );
});

Deno.test("an empty file, or one of blank lines, is refused", async () => {
  await rejects(readText(""), refusal("SOURCE_EMPTY", /a\.csv is empty$/));
  await rejects(readText("\n\r\n \n"), refusal("SOURCE_EMPTY", /is empty$/));
});

Deno.test("two columns of one name are refused, two without a name are not", async () => {
  await rejects(readText("a,b, a\n"), refusal("SOURCE_COLUMN_DUPLICATE", /two columns named "a"$/));
  deepEqual((await readText("a,,\n1,,\n")).header, ["a", "", ""]);
});

Deno.test("a quote that is never closed is refused with the line it was opened on", async () => {
  await rejects(
    readText('a,b\n1,2\n3,"4\n5,6\n'),
    refusal("SOURCE_QUOTE", /never closed, opened on line 3$/),
  );
  await rejects(readText('a,b\n"x\ny",2\n3,"4'), refusal("SOURCE_QUOTE", /opened on line 4$/));
  await rejects(
    readText(`a,b\n1,2\n3,"4\n${"5,6\n".repeat(1_000_000)}`),
    refusal("SOURCE_QUOTE", /never closed, opened on line 3$/),
  );
});

Deno.test("text behind a closing quote is refused", async () => {
  await rejects(
    readText('a,b\n1,"x"y\n3,"z"\n'),
    refusal("SOURCE_QUOTE", /behind a closing quote.* line 2$/),
  );
});

Deno.test("semicolons and tabs are refused", async () => {
  await rejects(readText("a;b\n1;2\n"), refusal("SOURCE_DELIMITER", /separated by semicolons/));
  await rejects(readText("a\tb\n1\t2\n"), refusal("SOURCE_DELIMITER", /separated by tabs/));
});

Deno.test("UTF-16, Latin-1 and binary files are refused", async () => {
  const utf16 = new Uint8Array(
    new Uint16Array(Array.from("\ufeffa,b\n1,2\n", (c) => c.charCodeAt(0))).buffer,
  );
  await rejects(readText(utf16), refusal("SOURCE_ENCODING", /is UTF-16/));
  await rejects(readText(utf16, 1), refusal("SOURCE_ENCODING", /is UTF-16/));
  await rejects(readText(utf16.subarray(2)), refusal("SOURCE_ENCODING", /binary or UTF-16/));
  await rejects(readText(Uint8Array.of(97, 44, 0xe9, 10)), refusal("SOURCE_ENCODING", /not UTF-8/));
  await rejects(readText(Uint8Array.of(97, 44, 98, 10, 0xc3)), refusal("SOURCE_ENCODING", /not UTF-8/));
});

Deno.test("a line of 1 MiB is read, a longer one refused with its number", async () => {
  const longest = "x".repeat((1 << 20) - 2);
  equal((await readText(`a,b\n${longest},1\n`)).rows[0][0].length, longest.length);
  await rejects(
    readText(`a,b\n1,2\n${longest},11\n`),
    refusal("SOURCE_LINE_TOO_LONG", /over 1 MiB, line 3$/),
  );
  await rejects(readText(`a,b\n1,2\n${longest},11`), refusal("SOURCE_LINE_TOO_LONG", /line 3$/));
});

Deno.test("a line of 1 GB is refused at once and with flat memory", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeTextFile(path, "x".repeat(1 << 21));
  // The rest of the gigabyte is a hole in the file; it must never be reached.
  await Deno.truncate(path, 1e9);
  const before = Deno.memoryUsage().rss;
  const start = performance.now();
  await rejects(readAll(path), refusal("SOURCE_LINE_TOO_LONG", /line 1$/));
  ok(performance.now() - start < 5_000);
  // Other files of the test run share this process: far below the gigabyte, not next to nothing.
  ok(Deno.memoryUsage().rss - before < 500e6);
});

Deno.test("a missing file and a folder are refused", async () => {
  await rejects(readAll("/nonexistent/a.csv"), refusal("SOURCE_NOT_FOUND", /there is no such file$/));
  await rejects(readAll("/tmp"), refusal("SOURCE_NOT_FOUND", /is a folder/));
});

Deno.test("a chunk size out of range is a RangeError", async () => {
  await rejects(readAll("a.csv", 0), RangeError);
});
