import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { clockSkew } from "../../../lib/monitor/clock_skew.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

const at = "2026-03-02T12:00:00.000Z";
const made = (...times: readonly string[]) =>
  times.map((measured_at, number) => madePrediction({ ms: Date.parse(at), number, measured_at }));
const none = { ahead: 0, behind: 0, most_ahead_s: 0, most_behind_s: 0 };

Deno.test("without predictions, or times of measurement, no clock is wrong", () => {
  deepEqual(clockSkew([]), none);
  deepEqual(clockSkew([madePrediction({ ms: Date.parse(at), number: 0 })]), none);
});

Deno.test("five minutes ahead and a day behind are allowed, and not a millisecond more", () => {
  deepEqual(clockSkew(made("2026-03-02T12:05:00Z", "2026-03-01T12:00:00Z", at)), none);
  deepEqual(
    clockSkew(
      made(
        "2026-03-02T12:05:00.001Z",
        "2026-03-02T13:00:00Z",
        "2026-03-01T11:59:59.999Z",
        "2025-03-02T12:00:00Z",
      ),
    ),
    { ahead: 2, behind: 2, most_ahead_s: 3600, most_behind_s: 365 * 86_400 },
  );
});

Deno.test("an offset is taken into account", () => {
  deepEqual(clockSkew(made("2026-03-02T14:00:00+02:00", "2026-03-02T04:00:00-08:00")), none);
  // Ten in the evening to a person who reads the digits alone, six minutes ahead in truth; and the other way round.
  deepEqual(clockSkew(made("2026-03-02T22:06:00+10:00")), { ...none, ahead: 1, most_ahead_s: 360 });
  deepEqual(clockSkew(made("2026-03-02T11:00:00-08:00")), { ...none, ahead: 1, most_ahead_s: 7 * 3600 });
  deepEqual(clockSkew(made("2026-03-01T13:00:00+14:00")), { ...none, behind: 1, most_behind_s: 37 * 3600 });
});

Deno.test("what is no time of the contract is counted nowhere", () => {
  const odd = [
    "",
    "yesterday",
    "1999-01-01",
    "1999-01-01T00:00:00",
    "2099-02-30T00:00:00Z",
    "9999",
    "Z",
    "foo 1",
  ];
  deepEqual(clockSkew(made(...odd, "2026-03-02Z", "2026-03-02T25:00:00Z", "2026-03-03T24:00:00Z")), none);
});

Deno.test("each time is judged by its difference in milliseconds, however it is written", () => {
  const day = 86_400_000;
  const skew = fc.oneof(
    fc.integer({ min: -2 * day, max: 2 * day }),
    fc.integer({ min: 290_000, max: 310_000 }),
    fc.integer({ min: -day - 5_000, max: -day + 5_000 }),
  );
  const offsetMin = fc.integer({ min: -14 * 60, max: 14 * 60 });
  fc.assert(
    fc.property(
      skew,
      offsetMin,
      fc.boolean(),
      fc.integer({ min: 0, max: day }),
      (skewMs, offset, utc, later) => {
        const predictedMs = Date.parse(at) + later;
        const iso = new Date(predictedMs + skewMs + (utc ? 0 : offset * 60_000)).toISOString();
        const digits = (minutes: number) => String(minutes).padStart(2, "0");
        const zone = `${offset < 0 ? "-" : "+"}${digits(Math.floor(Math.abs(offset) / 60))}:${
          digits(Math.abs(offset) % 60)
        }`;
        const measured_at = utc ? iso : iso.replace("Z", zone);
        const clocks = clockSkew([madePrediction({ ms: predictedMs, number: 0, measured_at })]);
        const ahead = skewMs > 300_000, behind = skewMs < -day;
        deepEqual(clocks, {
          ahead: Number(ahead),
          behind: Number(behind),
          most_ahead_s: ahead ? skewMs / 1000 : 0,
          most_behind_s: behind ? -skewMs / 1000 : 0,
        });
      },
    ),
  );
});

Deno.test("a time without a fraction is read to the second", () => {
  equal(clockSkew(made("2026-03-02T12:05:01Z")).most_ahead_s, 301);
});
