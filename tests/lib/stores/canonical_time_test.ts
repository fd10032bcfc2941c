import { equal } from "node:assert/strict";
import fc from "fast-check";
import { isCanonicalTime } from "../../../lib/stores/canonical_time.ts";
import { lastDay } from "../../../lib/stores/last_day.ts";
import { canonicalCell } from "../../../lib/stores/parse_cell.ts";

function isCanonical(text: string): boolean {
  return isCanonicalTime(new TextEncoder().encode(`1${text}1`), 1, 1 + text.length);
}

Deno.test("the last day of every month is the calendar's", () => {
  for (let year = 0; year < 10_000; year += 1) {
    for (let month = 1; month <= 12; month++) {
      const next = new Date(0);
      next.setUTCFullYear(year, month, 0);
      equal(lastDay(year, month), next.getUTCDate(), `${year}-${month}`);
    }
  }
});

Deno.test("a time is canonical exactly where canonicalCell leaves it as it stands", () => {
  const pair = fc.integer({ min: 0, max: 62 }).map((value) => String(value).padStart(2, "0"));
  const time = fc.tuple(fc.constantFrom("0000", "1900", "2023", "2024", "9999"), pair, pair, pair, pair, pair)
    .map(
      ([year, month, day, hour, minute, second]) =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}.120Z`,
    );
  const near = fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31"),
    noInvalidDate: true,
  })
    .map((date) => date.toISOString());
  // One character changed, dropped or added.
  const changed = fc.tuple(
    near,
    fc.nat({ max: 24 }),
    fc.constantFrom("", "0", "9", "T", " ", "-", ":", ".", "Z", "ab"),
  )
    .map(([text, at, by]) => text.slice(0, at) + by + text.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(time, near, changed), (text) => {
      equal(isCanonical(text), canonicalCell("time", text) === text, text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("the last days of months need no slow way, and days that there are not are refused", () => {
  equal(canonicalCell("time", "2026-01-31 12:00:00"), "2026-01-31T12:00:00.000Z");
  equal(canonicalCell("time", "2024-02-29T12:00:00Z"), "2024-02-29T12:00:00.000Z");
  equal(canonicalCell("time", "2023-02-29T12:00:00Z"), undefined);
  equal(canonicalCell("time", "2026-04-31T12:00:00.000Z"), undefined);
});
