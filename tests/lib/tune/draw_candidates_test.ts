import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { drawCandidates } from "../../../lib/tune/draw_candidates.ts";
import { base, space } from "./space.ts";

const text = (value: unknown) => JSON.stringify(value);

Deno.test("candidates differ from each other and from the base, and come from the space alone", () => {
  const drawn = drawCandidates(space, base, 100, 1);
  equal(drawn.length, 100);
  equal(new Set([base, ...drawn].map(text)).size, 101);
  for (const { train, balance } of drawn) {
    ok(space.train.max_depth.includes(train.max_depth));
    ok(space.train.min_samples_leaf.includes(train.min_samples_leaf));
    ok(space.balance.method.includes(balance.method));
  }
});

Deno.test("a space that holds fewer candidates than asked for gives each of them once", () => {
  equal(drawCandidates(space, base, 1000, 1).length, 10 * 5 * 3 - 1);
});

Deno.test("params without a say keep the base's values", () => {
  const drawn = drawCandidates(space, base, 1000, 1).filter(({ balance }) => balance.method === "none");
  equal(drawn.length, 50);
  for (const { balance } of drawn) equal(balance.ratio, 0.1);
});

Deno.test("the same seed draws the same, another seed other ones, and more begin with fewer", () => {
  const drawn = drawCandidates(space, base, 20, 7);
  deepEqual(drawCandidates(space, base, 20, 7), drawn);
  deepEqual(drawCandidates(space, base, 40, 7).slice(0, 20), drawn);
  notDeepEqual(drawCandidates(space, base, 20, 8), drawn);
});

Deno.test("values of a list are drawn about equally often", () => {
  const wide = {
    ...space,
    outliers: { ...space.outliers, k: Array.from({ length: 1000 }, (_, i) => 1 + i) },
  };
  const counts = new Map<number, number>();
  for (const { train } of drawCandidates(wide, base, 5000, 3)) {
    counts.set(train.min_samples_leaf, (counts.get(train.min_samples_leaf) ?? 0) + 1);
  }
  // 1,000 expected of each of five; the standard deviation of such a count is 28.
  for (const count of counts.values()) ok(Math.abs(count - 1000) < 140, `${count}`);
});
