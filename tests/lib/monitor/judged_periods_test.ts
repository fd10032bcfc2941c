import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { judgedPeriods } from "../../../lib/monitor/judged_periods.ts";
import { madeJudged } from "./made_judged.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const window = { since: start, until: start + 28_000 };

/** Periods of rows at these milliseconds of a window of 28 s: its bounds in seconds, and its rows. */
function periodsOf(times: readonly number[]): [since: number, until: number, rows: number][] {
  return judgedPeriods(times.map((ms) => madeJudged({ ms: start + ms })), window)
    .map(({ since, until, judged }) => [(since - start) / 1_000, (until - start) / 1_000, judged.length]);
}

const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

Deno.test("spans with 20 rows or more are periods, and spans without rows are in none", () => {
  deepEqual(periodsOf([...times(20, 0), ...times(45, 999), ...times(20, 1_000), ...times(30, 27_999)]), [
    [0, 1, 65],
    [1, 2, 20],
    [27, 28, 30],
  ]);
});

Deno.test("spans with fewer rows are joined until they have 20; what is left over joins the last", () => {
  deepEqual(
    periodsOf([...times(12, 2_500), ...times(12, 9_000), ...times(20, 10_000), ...times(19, 26_000)]),
    [
      [2, 10, 24],
      [10, 27, 39],
    ],
  );
});

Deno.test("fewer than 20 rows are one period, and none are none", () => {
  deepEqual(periodsOf([]), []);
  deepEqual(periodsOf([5_500]), [[5, 6, 1]]);
  deepEqual(periodsOf([...times(10, 0), ...times(9, 27_999)]), [[0, 28, 19]]);
});

Deno.test("whatever the window, each row is in one period, in whose time it lies", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 5, 27, 29, 1_000, 604_800_001),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 200 }),
      (length, places) => {
        const rows = places.sort((a, b) => a - b)
          .map((place) => madeJudged({ ms: start + Math.floor(place * length) }));
        const periods = judgedPeriods(rows, { since: start, until: start + length });
        deepEqual(periods.flatMap(({ judged }) => judged), rows);
        ok(periods.length <= 28);
        let end = start;
        for (const { since, until, judged } of periods) {
          ok(since >= end && until > since);
          end = until;
          ok(judged.length >= Math.min(20, rows.length));
          for (const { prediction } of judged) {
            const ms = Date.parse(prediction.at);
            ok(ms >= since && ms < until);
          }
        }
        ok(end <= start + length);
        equal(periods.length === 0, rows.length === 0);
      },
    ),
  );
});
