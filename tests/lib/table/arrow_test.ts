import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import fc from "fast-check";
import { tableFromArrays, tableFromIPC, tableToIPC } from "@uwdata/flechette";
import { readArrow } from "../../../lib/table/arrow_reader.ts";
import { createArrowWriter } from "../../../lib/table/arrow_writer.ts";
import { createTable, type ReadColumn, type Table, takeRows } from "../../../lib/table/table.ts";
import { tempFolder } from "../../support/temp_folder.ts";

function write(path: string, ...tables: Table<ReadColumn>[]): Uint8Array {
  const writer = createArrowWriter(path);
  for (const table of tables) writer.write(table);
  writer.commit();
  return Deno.readFileSync(path);
}

/** Columns as plain arrays, whose NaNs and negative zeros are compared. */
function plain(table: Table) {
  return [...table.columns].map((
    [name, column],
  ) => [name, column.constructor.name, Array.from<unknown>(column)]);
}

const two = createTable({ id: ["a", "bé"], x: Float64Array.of(0.1, NaN) });
const one = createTable({ id: [""], x: Float64Array.of(-0) });
const none = createTable({ id: [], x: new Float64Array(0) });

Deno.test("tables written one after another are read as one, and the same tables give the same bytes", async () => {
  await using folder = await tempFolder();
  const bytes = write(folder.file("a.arrow"), two, none, one);
  deepEqual(bytes, write(folder.file("b.arrow"), two, none, one));
  const read = await readArrow(folder.file("a.arrow"));
  deepEqual(plain(read), plain(createTable({ id: ["a", "bé", ""], x: Float64Array.of(0.1, NaN, -0) })));
});

Deno.test("text that stands where it was read is written as strings are", async () => {
  await using folder = await tempFolder();
  const bytes = new TextEncoder().encode("mill,lathe,,M\n");
  const spans = { length: 4, bytes, starts: Int32Array.of(5, 0, 11, 12), ends: Int32Array.of(10, 4, 11, 13) };
  const x = Float64Array.of(1, 2, 3, 4);
  const taken = takeRows(createTable({ id: spans, x }), [3, 2, 1, 0]);
  deepEqual(
    write(folder.file("a.arrow"), createTable({ id: spans, x }), taken),
    write(
      folder.file("b.arrow"),
      createTable({ id: ["lathe", "mill", "", "M"], x }),
      createTable({ id: ["M", "", "mill", "lathe"], x: x.toReversed() }),
    ),
  );
});

Deno.test("a batch a table is written, however many tables are encoded at once", async () => {
  await using folder = await tempFolder();
  const rows = 9_000;
  const table = (start: number) =>
    createTable({
      id: Array.from({ length: rows }, (_, i) => `m${start + i}`),
      x: Float64Array.from({ length: rows }, (_, i) => start + i),
    });
  const tables = Array.from({ length: 5 }, (_, i) => table(i * rows));
  const column = tableFromIPC(write(folder.file("a.arrow"), ...tables)).getChild("x")!;
  deepEqual(column.data.map(({ length }) => length), tables.map(() => rows));
  deepEqual(column.toArray(), Float64Array.from({ length: 5 * rows }, (_, i) => i));
});

Deno.test("a table without rows keeps its columns and their kinds", async () => {
  await using folder = await tempFolder();
  write(folder.file("a.arrow"), none);
  deepEqual(await readArrow(folder.file("a.arrow")), none);
});

Deno.test("any numbers and texts are read back", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.arrow");
  const rows = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.double()), { maxLength: 20 });
  await fc.assert(fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 4 }), async (batches) => {
    const table = (rows: [string, number][]) =>
      createTable({ id: rows.map(([id]) => id), x: Float64Array.from(rows, ([, x]) => x) });
    write(path, ...batches.map(table));
    deepEqual(plain(await readArrow(path)), plain(table(batches.flat())));
  }));
});

Deno.test("only the columns asked for are read, in the order asked for", async () => {
  await using folder = await tempFolder();
  write(folder.file("a.arrow"), createTable({ a: Float64Array.of(1), b: ["x"], c: Float64Array.of(2) }));
  const read = await readArrow(folder.file("a.arrow"), { columns: ["c", "b"] });
  deepEqual([...read.columns.keys()], ["c", "b"]);
  await rejects(readArrow(folder.file("a.arrow"), { columns: ["d"] }), { code: "INPUT_DAMAGED" });
});

Deno.test("Arrow's file format with integers, booleans and dictionaries is read too", async () => {
  await using folder = await tempFolder();
  const table = tableFromArrays({ n: Int32Array.of(1, 2), d: ["p", "q"], b: [true, false] });
  Deno.writeFileSync(folder.file("a.arrow"), tableToIPC(table, { format: "file" })!);
  deepEqual(
    await readArrow(folder.file("a.arrow")),
    createTable({ n: Float64Array.of(1, 2), d: ["p", "q"], b: Float64Array.of(1, 0) }),
  );
});

Deno.test("a file cut short at any byte is refused", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.arrow");
  const bytes = write(path, two, one);
  for (let length = 0; length < bytes.length; length++) {
    Deno.writeFileSync(path, bytes.subarray(0, length));
    await rejects(readArrow(path), { code: "INPUT_DAMAGED" }, `cut to ${length} of ${bytes.length} bytes`);
  }
});

Deno.test("a missing file is said to be missing", async () => {
  await rejects(readArrow("/nonexistent/a.arrow"), { code: "INPUT_NOT_FOUND", message: /no such file$/ });
});

Deno.test("tables of other columns are not mixed", async () => {
  await using folder = await tempFolder();
  const writer = createArrowWriter(folder.file("a.arrow"));
  writer.write(two);
  throws(() => writer.write(createTable({ id: Float64Array.of(1), x: Float64Array.of(1) })), TypeError);
  writer.abort();
  equal([...Deno.readDirSync(folder.path)].length, 0);
});
