import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { takeInputRows } from "../../../lib/stores/input_rows.ts";
import { mapColumns } from "../../../lib/stores/map_columns.ts";
import { inputContract } from "../../../lib/stores/parse_reading.ts";

const header = ["note", "type", "torque_nm", "failure", "machine_id"];
const layout = mapColumns(header, {}, {
  source: "a.csv",
  contract: inputContract(["type", "torque_nm", "machine_id"]),
});
const { fromText, fromBytes } = takeInputRows(layout);

Deno.test("plain lines give from their bytes the readings and lines that text gives", () => {
  const row = fc.tuple(
    fc.string({ unit: fc.constantFrom(..."ab ;~"), maxLength: 5 }),
    fc.constantFrom("L", "M", "H", " H"),
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.constantFrom("42.80", " 7")),
    fc.constantFrom("", "0", "?"),
    fc.constantFrom("m1", " lathe 7 "),
  );
  fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), (rows) => {
    const lines = rows.map((cells) => cells.join(","));
    const { rowCount, ...found } = fromBytes!(
      new TextEncoder().encode(lines.map((line) => line + "\n").join("")),
    )!;
    equal(rowCount, rows.length);
    deepEqual(found, fromText({ rows, lines: rows.map((_, i) => i + 2) }));
    deepEqual(found.lines, lines);
  }));
});

Deno.test("a row that breaks the contract keeps its place, with its line and reason, and is left to text", () => {
  const rows = [["a", "L", "40", "0", "m"], ["b", "Q", "40", "0", "m"], ["c", "L"], [
    'd"',
    "M",
    "41",
    "",
    "x,y",
    "z",
  ]];
  const { table, lines, faults } = fromText({ rows, lines: [2, 3, 5, 6] });
  equal(table.rowCount, 1);
  deepEqual(lines, ["a,L,40,0,m", "b,Q,40,0,m", "c,L,,,", '"d""",M,41,,"x,y"']);
  deepEqual([...faults].map(([row, { line }]) => [row, line]), [[1, 3], [2, 5], [3, 6]]);
  equal(faults.get(1)?.reason, 'type must be one of L, M, H, current value: "Q"');
  equal(faults.get(3)?.reason, "the row must have as many cells as the header (5), current value: 6");
  equal(fromBytes!(new TextEncoder().encode("a,L,40,0,m\nb,Q,40,0,m\n")), undefined);
});
