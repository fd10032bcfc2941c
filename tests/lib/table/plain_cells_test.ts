import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { createCellFinder, type PlainCells } from "../../../lib/table/plain_cells.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function rowsOf({ rowCount, cellCount, bytes, bounds }: PlainCells): string[][] {
  const text = new TextDecoder().decode(bytes);
  return Array.from({ length: rowCount }, (_, row) =>
    Array.from({ length: cellCount }, (_, i) => {
      const cell = row * cellCount + i;
      return text.slice(bounds[cell] + 1, bounds[cell + 1]);
    }));
}

Deno.test("the cells of plain lines are those between their commas and newlines, call after call", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab 0.-+~!"), maxLength: 4 });
  const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
  const find = createCellFinder(3);
  fc.assert(fc.property(table, (rows) => {
    deepEqual(rowsOf(find(encode(rows.map((row) => row.join(",") + "\n").join("")))!), rows);
  }));
});

Deno.test("a ragged or blank line, a quote, a control character and what is not ASCII make lines not plain", () => {
  const find = createCellFinder(2);
  for (const line of ["a", "a,b,c", "", 'a,"b"', "a,b\r", "a,\t", "a,\0", "é,b"]) {
    equal(find(encode(`1,2\n${line}\n3,4\n`)), undefined, JSON.stringify(line));
  }
  // Three cells on one line and one on the next are four, but not two and two.
  equal(find(encode("a,b,c\nd\n")), undefined);
});

Deno.test("lines longer than those before have room", () => {
  const find = createCellFinder(1);
  equal(find(encode("a\n"))!.rowCount, 1);
  equal(find(encode("a\n".repeat(10_000)))!.rowCount, 10_000);
  deepEqual(rowsOf(find(encode("b\n"))!), [["b"]]);
});
