import { deepEqual, equal, rejects } from "node:assert/strict";
import fc from "fast-check";
import { type ColumnContent, readContent } from "../../../lib/drift/column_kind.ts";
import { openDriftFiles } from "../../../lib/stores/open_drift_files.ts";
import { readCsvColumns } from "../../../lib/stores/csv_columns.ts";
import { quoteCsvCell } from "../../../lib/table/csv_writer.ts";
import { tempFolder } from "../../support/temp_folder.ts";

/** What two ways of reading a column must agree on; missing numbers and the sign of zero are no difference. */
function plain({ rows, missing, numbers, integer, firstText, texts }: ColumnContent, asText: boolean) {
  return {
    rows,
    missing,
    firstText,
    values: asText
      ? [...texts().counts].sort()
      : Array.from(numbers!.filter((value) => !Number.isNaN(value)), (value) => value + 0),
    // Of texts nobody asks.
    integer: asText || integer,
  };
}

const numberCell = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "",
    "NA",
    "nan",
    "1.0",
    "-0",
    "+7",
    " 5",
    ".5",
    "1e3",
    "inf",
    "007",
    "12345678901234567890",
  ),
);
const textCell = fc.oneof(fc.constantFrom("L", "M", "", "None", "True", "1 200", "0x1F", "é"), fc.string());
const mixedCell = fc.oneof({ weight: 9, arbitrary: numberCell }, { weight: 1, arbitrary: textCell });
const anyCell = [numberCell, textCell, mixedCell];

Deno.test("a file's columns are what its cells say as text, whatever the cells and the pieces it is read in", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const rows = fc.array(fc.tuple(...anyCell), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 200 }), async (rows, chunkBytes) => {
      const lines = rows.map((cells) => cells.map(quoteCsvCell).join(","));
      Deno.writeTextFileSync(path, `a,b,c\n${lines.join("\n")}\n`);
      const { rowCount, readers } = await readCsvColumns(path, { chunkBytes });
      equal(rowCount, rows.length);
      for (const [i, name] of ["a", "b", "c"].entries()) {
        const cells = rows.map((row) => row[i].replaceAll("\r\n", "\n"));
        const wanted = readContent(cells);
        const reader = readers.get(name)!;
        equal(reader.firstText, wanted.firstText);
        const asText = wanted.firstText !== null;
        const again = asText && reader.lostSpelling
          ? (await readCsvColumns(path, {
            chunkBytes,
            readerOptions: (other) =>
              other === name ? { asText: { firstText: reader.firstText } } : undefined,
          })).readers.get(name)!
          : reader;
        deepEqual(plain(again.content(rowCount), asText), plain(wanted, asText));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a column that turns to text late, here or in the other file, is counted as it is written in both", async () => {
  await using folder = await tempFolder();
  const write = (name: string, cells: (i: number) => string) => {
    const path = folder.file(name);
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${cells(i)}`);
    Deno.writeTextFileSync(path, `row,code\n${rows.join("\n")}\n`);
    return path;
  };
  const reference = write("reference.csv", () => "01");
  const current = write("current.csv", (i) => i === 49_999 ? "new" : "1.0");
  const files = await openDriftFiles({ reference, current });
  equal(files.reference.holdsText("code"), false);
  equal(files.current.holdsText("code"), true);
  const [before, now] = [files.reference.content("code"), files.current.content("code")];
  deepEqual([...before.texts().counts], [["01", 50_000]]);
  deepEqual([...now.texts().counts], [["1.0", 49_999], ["new", 1]]);
  deepEqual([before.firstText, now.firstText, before.numbers, now.numbers], [null, "new", null, null]);
  equal(files.current.content("row").numbers!.length, 50_000);
});

Deno.test("as pandas reads a file: unnamed columns, short rows, and blank lines of a single column", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  Deno.writeTextFileSync(path, ",a,,b\n0,1,2,3\n\n1,4\n");
  const { rowCount, names, readers } = await readCsvColumns(path);
  deepEqual([rowCount, names], [2, ["Unnamed: 0", "a", "Unnamed: 2", "b"]]);
  deepEqual([...names].map((name) => readers.get(name)!.content(2).missing), [0, 0, 1, 1]);

  Deno.writeTextFileSync(path, "a\n1\n\n2\n\n");
  const one = await readCsvColumns(path);
  equal(one.rowCount, 2);
  deepEqual(one.readers.get("a")!.content(2).numbers, Float64Array.of(1, 2));
});

Deno.test("a row of more cells than the header is refused with its line, read as bytes or as text", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  for (const first of ["1,2", '1,"2"']) {
    Deno.writeTextFileSync(path, `a,b\n${first}\n1,2,3\n`);
    for (const chunkBytes of [4, 1 << 17]) {
      await rejects(readCsvColumns(path, { chunkBytes }), {
        code: "INPUT_DAMAGED",
        message: `${path} has a row of 3 cells on line 3, and 2 columns`,
      });
    }
  }
});
