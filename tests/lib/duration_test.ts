import { equal } from "node:assert/strict";
import { parseDuration, parseMoment } from "../../lib/duration.ts";

Deno.test("a whole number and a unit is a span of time, and nothing else is", () => {
  const cases: [string, number | undefined][] = [
    ["30s", 30_000],
    ["15m", 900_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["0s", 0],
    ["3650d", 315_360_000_000],
    ["3651d", undefined],
    ["999999999d", undefined],
    ["1000000000s", undefined],
    ["315360000s", 315_360_000_000],
  ];
  for (const [text, ms] of cases) equal(parseDuration(text), ms, text);
  for (
    const text of ["", "7", "d", "7w", "1.5h", "-1h", "+1h", "1 h", " 1h", "1h ", "1h30m", "1H", "٧d", "1e3s"]
  ) {
    equal(parseDuration(text), undefined, JSON.stringify(text));
  }
});

Deno.test("a point in time is so long ago, or an ISO time with its zone", () => {
  const now = Date.UTC(2026, 2, 10, 12);
  const cases: [string, number | undefined][] = [
    ["24h", Date.UTC(2026, 2, 9, 12)],
    ["2026-03-01T00:00:00Z", Date.UTC(2026, 2, 1)],
    ["2026-03-01T00:00Z", Date.UTC(2026, 2, 1)],
    ["2026-03-01T02:00:00.250+02:00", Date.UTC(2026, 2, 1, 0, 0, 0, 250)],
    ["2026-02-28T19:00:00-05:00", Date.UTC(2026, 2, 1)],
    ["2026-03-01T00:00:00.123456789Z", Date.UTC(2026, 2, 1, 0, 0, 0, 123)],
    // Nobody can say when that was.
    ["2026-03-01T00:00:00", undefined],
    ["2026-03-01", undefined],
    ["2026-13-01T00:00:00Z", undefined],
    ["2026-03-01T25:00:00Z", undefined],
    ["2026-03-01T00:00:00 Z", undefined],
    ["March 1, 2026 00:00 UTC", undefined],
    ["1772323200000", undefined],
    ["", undefined],
  ];
  for (const [text, ms] of cases) equal(parseMoment(text, now), ms, text);
});
