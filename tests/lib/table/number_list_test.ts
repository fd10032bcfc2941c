import { deepEqual, equal } from "node:assert/strict";
import { createNumberList } from "../../../lib/table/number_list.ts";

Deno.test("numbers come out as they went in, over many pieces, and rooms need not be filled", () => {
  const list = createNumberList();
  const wanted: number[] = [];
  for (let round = 0; round < 100; round++) {
    const { values, at } = list.room(3000);
    const kept = round % 7 === 0 ? 0 : 2000 + round;
    for (let i = 0; i < kept; i++) {
      values[at + i] = round + i / 3000;
      wanted.push(round + i / 3000);
    }
    list.kept(kept);
    equal(list.length, wanted.length);
  }
  deepEqual(list.drain(), Float64Array.from(wanted));
  equal(list.length, 0);
  deepEqual(list.drain(), new Float64Array(0));
});

Deno.test("a room larger than a piece is given", () => {
  const list = createNumberList();
  const { values, at } = list.room(200_000);
  values.fill(1, at, at + 200_000);
  list.kept(200_000);
  equal(list.drain().length, 200_000);
});
