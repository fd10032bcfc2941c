import {
  columnFromArray,
  dictionary,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { arrowTexts } from "../../../lib/table/arrow_texts.ts";

/** As a file holds it, and flechette's own cell-by-cell reading as the oracle. */
function readBack(values: (string | null)[], type = utf8()) {
  const table = tableFromArrays({ text: values }, { types: { text: type } });
  const column = tableFromIPC(tableToIPC(table, { format: "stream" })!).getChild("text");
  return { texts: arrowTexts(column), cells: Array.from(column.toArray(), (cell) => cell ?? "") };
}

Deno.test("any texts, some of them missing, are what flechette decodes cell by cell", () => {
  const text = fc.oneof(fc.constantFrom("L", "M", "H", ""), fc.string({ unit: "binary", maxLength: 8 }));
  fc.assert(fc.property(fc.array(fc.option(text), { minLength: 1, maxLength: 80 }), (values) => {
    const { texts, cells } = readBack(values);
    deepEqual(texts, cells);
  }));
});

Deno.test("more different texts than are remembered, and texts that come back after them, are read as well", () => {
  const values = Array.from({ length: 10_000 }, (_, row) => row % 3 === 0 ? "L" : `pièce ${row}`);
  const { texts, cells } = readBack(values);
  deepEqual(texts, cells);
  deepEqual(texts, values);
});

Deno.test("dictionaries, and several batches of one column, are read as well", () => {
  deepEqual(readBack(["L", null, "M", "L"], dictionary(utf8()) as never).texts, ["L", "", "M", "L"]);
  const column = columnFromArray(["L", "M", null, "L", "H"], utf8(), { maxBatchRows: 2 });
  equal(column.data.length, 3);
  deepEqual(arrowTexts(column), ["L", "M", "", "L", "H"]);
});
