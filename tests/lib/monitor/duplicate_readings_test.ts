import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import { type Reading, sensorColumns } from "../../../lib/contracts/reading.ts";
import { duplicateReadings } from "../../../lib/monitor/duplicate_readings.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const noon = "2026-03-01T12:00:00Z";
let number = 0;

/** A prediction made so many milliseconds after the start. */
function sent(afterMs: number, reading: Partial<Reading> = {}): StoredPrediction {
  const made = madePrediction({ ms: start + afterMs, number: number++, machine_id: reading.machine_id });
  return { ...made, reading: { ...made.reading, ...reading } };
}

Deno.test("without predictions there is no duplicate, nor with one", () => {
  deepEqual(duplicateReadings([]), { readings: 0, share: 0 });
  deepEqual(duplicateReadings([sent(0)]), { readings: 0, share: 0 });
});

Deno.test("a reading with a time counts as often as it came again, however much later", () => {
  const measured_at = noon;
  const predictions = [
    sent(0, { measured_at }),
    sent(10, { measured_at: "2026-03-01T12:01:00Z" }),
    sent(20, { measured_at }),
    sent(90_000_000, { measured_at }),
  ];
  deepEqual(duplicateReadings(predictions), { readings: 2, share: 0.5 });
});

Deno.test("another machine, time, type or value is another reading", () => {
  const others: Partial<Reading>[] = [
    { machine_id: "press-2" },
    { measured_at: "2026-03-01T12:00:01Z" },
    { type: "H" },
    ...sensorColumns.map((column) => ({ [column]: 1 })),
  ];
  for (const other of others) {
    const two = [sent(0, { measured_at: noon }), sent(0, { measured_at: noon, ...other })];
    equal(duplicateReadings(two).readings, 0, JSON.stringify(other));
    // Each of the two comes again once, after the other.
    equal(duplicateReadings([...two, ...two]).readings, 2, JSON.stringify(other));
  }
});

Deno.test("a reading without a time counts when its machine's last one was the same, within a second", () => {
  equal(duplicateReadings([sent(0), sent(1000)]).readings, 1);
  equal(duplicateReadings([sent(0), sent(1001)]).readings, 0);
  equal(duplicateReadings([sent(0), sent(900), sent(1800)]).readings, 2);
  equal(duplicateReadings([sent(0), sent(10, { torque_nm: 1 }), sent(20)]).readings, 0);
  equal(duplicateReadings([sent(0), sent(10, { machine_id: "press-2" }), sent(20)]).readings, 1);
  equal(duplicateReadings([sent(0, { measured_at: noon }), sent(10)]).readings, 0);
  equal(duplicateReadings([sent(0), sent(10, { measured_at: noon }), sent(20)]).readings, 0);
});

/** Readings of few machines, times and values, so that many are the same. */
const readings = fc.array(
  fc.record({
    machine_id: fc.constantFrom("press-1", "press-2"),
    torque_nm: fc.constantFrom(40, 41),
    type: fc.constantFrom("L" as const, "M" as const),
    measured_at: fc.constantFrom(undefined, noon, "2026-03-01T12:01:00Z", "2026-03-01T13:00:00+01:00"),
    gapMs: fc.constantFrom(0, 999, 1001),
  }),
  { maxLength: 40 },
);

Deno.test("the count is that of a search through all pairs", () => {
  fc.assert(fc.property(readings, (rows) => {
    let ms = 0;
    const predictions = rows.map(({ gapMs, measured_at, ...rest }) =>
      sent(ms += gapMs, measured_at === undefined ? rest : { ...rest, measured_at })
    );
    const sameText = (a: StoredPrediction, b: StoredPrediction) =>
      JSON.stringify(a.reading) === JSON.stringify(b.reading);
    const expected = predictions.filter((now, i) => {
      const before = predictions.slice(0, i);
      if (now.reading.measured_at !== undefined) return before.some((other) => sameText(other, now));
      const last = before.findLast(({ machine_id }) => machine_id === now.machine_id);
      return last !== undefined && sameText(last, now) && Date.parse(now.at) - Date.parse(last.at) <= 1000;
    });
    equal(duplicateReadings(predictions).readings, expected.length);
  }));
});

Deno.test("a clock that stands still, under values that move, takes no more than moments", () => {
  const stopped = Array.from(
    { length: 50_000 },
    (_, i) => sent(i * 1000, { measured_at: noon, torque_nm: (i * 7919) % 50_000 }),
  );
  const began = performance.now();
  equal(duplicateReadings(stopped).readings, 0);
  // Every pair compared would be 1.25 thousand million comparisons.
  ok(performance.now() - began < 5_000);
});
