import { equal } from "node:assert/strict";
import { parseDuration, parseMoment } from "../../lib/duration.ts";

const second = 1_000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

Deno.test("a span of time is a whole number and a unit", () => {
  const spans: [string, number][] = [
    ["0s", 0],
    ["1s", second],
    ["90s", 90 * second],
    ["15m", 15 * minute],
    ["24h", day],
    ["007d", 7 * day],
    ["3650d", 3_650 * day],
  ];
  for (const [text, ms] of spans) equal(parseDuration(text), ms, text);
});

Deno.test("anything else is no span, and ten years are the longest", () => {
  for (
    const text of [
      "",
      "5",
      "h",
      "1w",
      "1H",
      "-1h",
      "+1h",
      "1.5h",
      "1e3s",
      " 1h",
      "1h ",
      "1h\n",
      "1h30m",
      "٣h",
    ]
  ) equal(parseDuration(text), undefined, JSON.stringify(text));
  for (const text of ["3651d", "999999999d", "315360001s", "1000000000s"]) {
    equal(parseDuration(text), undefined, text);
  }
});

Deno.test("a point in time is an ISO time with its zone, or lies so long before now", () => {
  // Seconds since the epoch by `date -d … +%s`.
  const moments: [string, number][] = [
    ["2026-03-10T12:00:00Z", 1_773_144_000_000],
    ["2026-03-10T12:00Z", 1_773_144_000_000],
    ["2026-03-10T12:00:00.5Z", 1_773_144_000_500],
    ["2026-03-10T14:00:00+02:00", 1_773_144_000_000],
    ["2026-03-10T06:30:00-05:30", 1_773_144_000_000],
  ];
  for (const [text, ms] of moments) equal(parseMoment(text, 0), ms, text);
  equal(parseMoment("24h", 10 * day), 9 * day);
  equal(parseMoment("0s", 10 * day), 10 * day);
});

Deno.test("a time without a zone, without a time of day, or that no calendar has, is none", () => {
  for (
    const text of [
      ...[
        "2026-03-10",
        "2026-03-10T12:00:00",
        "2026-03-10 12:00:00Z",
        "20260310T120000Z",
        "now",
        "yesterday",
      ],
      ...["2026-13-10T12:00:00Z", "2026-03-32T12:00:00Z", "2026-02-30T12:00:00Z", "2025-02-29T12:00:00Z"],
      ...["2026-03-10T25:00:00Z", "2026-03-10T12:61:00Z", "2026-03-10T12:00:00+25:00"],
      ...["12026-03-10T12:00:00Z", "1773144000000", "2026-03-10T12:00:00Z "],
    ]
  ) equal(parseMoment(text, 0), undefined, text);
});
