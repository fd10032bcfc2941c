import { deepEqual, equal } from "node:assert/strict";
import { numberGroups, sharedKeys } from "../../../lib/model/row_keys.ts";
import { createTable } from "../../../lib/table/table.ts";

Deno.test("rows are counted, not keys: a key held twice counts twice", () => {
  const rows = createTable({ machine_id: ["a", "b", "a", "c"] });
  const others = createTable({ machine_id: ["a", "a", "d"] });
  equal(sharedKeys(rows, others, "machine_id"), 2);
  equal(sharedKeys(others, rows, "machine_id"), 2);
  equal(sharedKeys(rows, createTable({ machine_id: [] }), "machine_id"), 0);
});

Deno.test("groups are numbered in the order in which their names first occur", () => {
  deepEqual([...numberGroups(["x", "__proto__", "x", "constructor"])], [0, 1, 0, 2]);
});
