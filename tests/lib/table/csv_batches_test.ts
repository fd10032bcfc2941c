import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import fc from "fast-check";
import { csvBatches, type CsvTaker } from "../../../lib/table/csv_batches.ts";
import { createCellFinder } from "../../../lib/table/plain_cells.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { tempFolder } from "../../support/temp_folder.ts";

interface Taken {
  rows: string[][];
  rowCount: number;
  /** Known where the rows were taken as text. */
  lines?: number[];
}

/** Takes rows as text alone, or plain lines from their bytes. */
function taker(fromBytes: boolean) {
  return (header: readonly string[]): CsvTaker<Taken> => {
    const find = createCellFinder(header.length);
    return {
      fromText: ({ rows, lines }) => ({ rows, lines, rowCount: rows.length }),
      ...(fromBytes
        ? {
          fromBytes(lines) {
            if (!find(lines)) return undefined;
            const rows = new TextDecoder().decode(lines).slice(0, -1).split("\n").map((line) =>
              line.split(",")
            );
            return { rows, rowCount: rows.length };
          },
        }
        : {}),
    };
  };
}

/** Batches up to the end or the first fault. */
async function outcome(path: string, fromBytes: boolean, chunkBytes?: number) {
  const batches: Taken[] = [];
  try {
    for await (const { value } of csvBatches(path, taker(fromBytes), { chunkBytes })) batches.push(value);
  } catch (error) {
    const { code, message } = error as FaultlineError;
    ok(code?.startsWith("SOURCE_"), message);
    return { batches, fault: { code, message } };
  }
  return { batches };
}

/** Where a row was taken as text both times, its line is the same. */
function checkLines(asText: Taken[], asBytes: Taken[]): void {
  for (const [i, { lines }] of asBytes.entries()) if (lines) deepEqual(lines, asText[i].lines);
}

const rowsOnly = ({ batches, ...rest }: Awaited<ReturnType<typeof outcome>>) => ({
  batches: batches.map(({ rows }) => rows),
  ...rest,
});

Deno.test("any file gives the same batches, lines and faults as text and from bytes, however it is cut", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const plain = fc.constantFrom("1,2\n", "ab,c\n", "3,4\n", " ,~\n");
  const odd = fc.constantFrom(
    ...[
      '"q",1\n',
      '"a\nb",1\n',
      '"open,1\n',
      'x"y,1\n',
      "é,1\n",
      "\ufeffa,1\n",
      "1\n",
      "1,2,3\n",
      "\n",
      "1,2\r\n",
    ],
    ...["a\0,1\n", " \n", "1,2"],
  );
  const pieces = fc.array(fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: odd }), {
    maxLength: 12,
  });
  const start = fc.constantFrom("h1,h2\n", "\ufeffh1,h2\n", "\n\nh1,h2\r\n", '"h1",h2\n');
  await fc.assert(
    fc.asyncProperty(start, pieces, fc.integer({ min: 1, max: 30 }), async (start, pieces, chunkBytes) => {
      await Deno.writeTextFile(path, start + pieces.join(""));
      const asText = await outcome(path, false, chunkBytes), asBytes = await outcome(path, true, chunkBytes);
      deepEqual(rowsOnly(asBytes), rowsOnly(asText));
      checkLines(asText.batches, asBytes.batches);
    }),
    { numRuns: 1_500 },
  );
});

Deno.test("bytes that are not UTF-8 are the same fault after the same batches", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  const bytes = fc.uint8Array({ maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.integer({ min: 1, max: 30 }),
      fc.nat({ max: 8 }),
      async (bytes, chunkBytes, rows) => {
        const before = new TextEncoder().encode("a,b\n" + "1,2\n".repeat(rows));
        await Deno.writeFile(path, Uint8Array.of(...before, ...bytes, 10, 51, 44, 52, 10));
        deepEqual(
          rowsOnly(await outcome(path, true, chunkBytes)),
          rowsOnly(await outcome(path, false, chunkBytes)),
        );
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("plain lines are taken from bytes, from the second chunk on, and again after an odd line", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeTextFile(path, "a,b\n1,2\n3,4\né,5\n6,7\n8,9\n");
  const { batches } = await outcome(path, true, 4);
  deepEqual(batches.filter(({ lines }) => !lines).flatMap(({ rows }) => rows), [
    ...[["1", "2"], ["3", "4"], ["6", "7"], ["8", "9"]],
  ]);
});

Deno.test("a line of over 1 MiB is refused with its number, from bytes too", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeTextFile(path, `a,b\n${"1,2\n".repeat(100_000)}${"x".repeat(1 << 20)},1\n3,4\n`);
  const { fault } = await outcome(path, true);
  equal(fault?.code, "SOURCE_LINE_TOO_LONG");
  ok(fault?.message.endsWith("line 100002"), fault?.message);
  deepEqual(fault, (await outcome(path, false)).fault);
});

Deno.test("reading can stop early", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  await Deno.writeTextFile(path, "a,b\n" + "1,2\n".repeat(1_000_000));
  for await (const { value, progress } of csvBatches(path, taker(true))) {
    ok(value.rowCount > 0 && progress < 0.1);
    break;
  }
  await rejects(async () => {
    for await (const _ of csvBatches(path, taker(true))) throw new Error("enough");
  }, /enough/);
});
