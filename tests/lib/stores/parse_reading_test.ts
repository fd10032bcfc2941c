import { deepEqual, equal } from "node:assert/strict";
import { mapColumns } from "../../../lib/stores/map_columns.ts";
import { inputContract, parseRows } from "../../../lib/stores/parse_reading.ts";

const contract = inputContract(["type", "torque_nm", "tool_wear_min"]);
const layout = mapColumns(["torque_nm", "note", "type", "tool_wear_min"], {}, { source: "a.csv", contract });

Deno.test("rows to be scored need the named columns alone, and bad ones are set aside with their reason", () => {
  const { table, positions, faults } = parseRows([
    ["42.80", "x", "L", "0"],
    ["high", "x", "L", "0"],
    ["41", "", "M", "12"],
    ["41", "", "Q", "12"],
    ["41", "", "M"],
    ["41", "", "M", " "],
    ["9".repeat(60) + "x", "", "M", "1"],
  ], layout);
  deepEqual([...table.columns], [["type", ["L", "M"]], ["torque_nm", Float64Array.of(42.8, 41)], [
    "tool_wear_min",
    Float64Array.of(0, 12),
  ]]);
  deepEqual([...positions], [0, 2]);
  deepEqual([...faults].map(([row, { reason }]) => [row, reason]), [
    [1, 'torque_nm must be a finite decimal number, current value: "high"'],
    [3, 'type must be one of L, M, H, current value: "Q"'],
    [4, "the row must have as many cells as the header (4), current value: 3"],
    [5, "tool_wear_min must be a finite decimal number, current value: blank"],
    [6, `torque_nm must be a finite decimal number, current value: "${"9".repeat(40)}…"`],
  ]);
  equal(faults.get(1)?.rule, "torque_nm must be a finite decimal number");
});
