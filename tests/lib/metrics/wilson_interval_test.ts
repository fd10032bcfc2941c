import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { wilsonInterval } from "../../../lib/metrics/wilson_interval.ts";

interface RecordedInterval {
  hits: number;
  rows: number;
  confidence: number;
  z: number;
  interval: [number, number];
}

/** What tests/oracles/wilson.py recorded. */
const { intervals } = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/wilson.json", import.meta.url)),
) as { intervals: RecordedInterval[] };

Deno.test("every interval equals scipy's", () => {
  ok(intervals.length > 100);
  for (const { hits, rows, z, confidence, interval } of intervals) {
    const found = confidence === 0.95 ? wilsonInterval(hits, rows)! : wilsonInterval(hits, rows, z)!;
    found.forEach((end, i) => {
      ok(Math.abs(end - interval[i]) <= 1e-12, `${hits} of ${rows}: ${end}, expected ${interval[i]}`);
    });
  }
});

Deno.test("one row and a z of 1 are as by hand", () => {
  // (1 + 1/2 ± √(0 + 1/4)) / (1 + 1)
  deepEqual(wilsonInterval(1, 1, 1), [0.5, 1]);
  deepEqual(wilsonInterval(0, 1, 1), [0, 0.5]);
});

Deno.test("no rows have no interval, and counts that are none are refused", () => {
  equal(wilsonInterval(0, 0), null);
  for (const [hits, rows] of [[2, 1], [-1, 1], [0.5, 1], [0, NaN], [0, Infinity]]) {
    throws(() => wilsonInterval(hits, rows), RangeError);
  }
});
