import { deepEqual, equal } from "node:assert/strict";
import { createRefusals } from "../../server/refusals.ts";
import { takeReading } from "../../server/take_reading.ts";
import { exampleReading } from "../../server/openapi_parts.ts";

const hour = 3_600_000;

/** What the server says is wrong with a reading that differs from a good one. */
function faultsOf(change: Record<string, unknown>, prefix = "") {
  const value: Record<string, unknown> = { ...exampleReading, ...change };
  for (const [name, part] of Object.entries(change)) if (part === undefined) delete value[name];
  const { faults } = takeReading(value, prefix);
  if (!faults) throw new Error("this reading is a good one");
  return faults;
}

Deno.test("a refused reading is counted by the field that was wrong and why", () => {
  const cases: [Record<string, unknown>, string, string, string | null][] = [
    [{ torque_nm: undefined }, "torque_nm", "missing", null],
    [{ torque_nm: null }, "torque_nm", "missing", null],
    [{ torque_nm: "" }, "torque_nm", "missing", null],
    [{ machine_id: "" }, "machine_id", "missing", null],
    [{ type: undefined }, "type", "missing", null],
    [{ type: null }, "type", "missing", null],
    [{ type: "X" }, "type", "category", "X"],
    [{ type: 'a "b"\n' }, "type", "category", 'a "b"\n'],
    [{ type: 7 }, "type", "category", "7"],
    [{ type: "x".repeat(500) }, "type", "category", "x".repeat(40)],
    [{ type: "🙂".repeat(25) }, "type", "category", "🙂".repeat(25)],
    // As JSON.parse reads 1e999.
    [{ torque_nm: Infinity }, "torque_nm", "range", null],
    [{ torque_nm: "42.8" }, "torque_nm", "other", null],
    [{ machine_id: "m".repeat(201) }, "machine_id", "range", null],
    [{ machine_id: "a\nb" }, "machine_id", "other", null],
    [{ measured_at: "yesterday" }, "measured_at", "other", null],
    [{ "a caller's own": 1 }, "other", "other", null],
  ];
  for (const prefix of ["", "12."]) {
    for (const [change, field, reason, value] of cases) {
      const refusals = createRefusals({ now: () => 0 });
      refusals.refused(faultsOf(change, prefix));
      const { reasons } = refusals.since(0);
      deepEqual(reasons, [{ field, reason, value, readings: 1 }], JSON.stringify(change));
    }
  }
});

Deno.test("a line that is no JSON, and whatever is no object, are readings refused too", () => {
  const refusals = createRefusals({ now: () => 0 });
  refusals.refused([]);
  refusals.refused(takeReading(7, "3.").faults!);
  deepEqual(refusals.since(0).reasons, [{ field: "other", reason: "other", value: null, readings: 2 }]);
});

Deno.test("a reading with several faults counts once, and its share is of all that were sent", () => {
  const refusals = createRefusals({ now: () => 0 });
  refusals.taken(6);
  refusals.refused(faultsOf({ type: "X", torque_nm: "high", tool_wear_min: undefined }));
  refusals.taken(1);
  const { readings, share, reasons } = refusals.since(0);
  equal(readings, 1);
  equal(share, 1 / 8);
  equal(reasons.length, 1);
  equal(createRefusals({ now: () => 0 }).since(0).share, 0, "nothing sent is no division by nothing");
});

Deno.test("twenty categories are told apart, the most frequent ones over several hours, and the rest is counted", () => {
  let time = 0;
  const refusals = createRefusals({ now: () => time });
  const refuse = (type: string, times: number) => {
    for (let i = 0; i < times; i++) refusals.refused(faultsOf({ type }));
  };
  for (let i = 0; i < 25; i++) refuse(`early ${i}`, 1);
  const [others, ...told] = refusals.since(0).reasons;
  deepEqual(others, { field: "type", reason: "category", value: null, readings: 5 });
  deepEqual(told.map(({ value }) => value), Array.from({ length: 20 }, (_, i) => `early ${i}`));

  time = hour;
  for (let i = 0; i < 15; i++) refuse(`late ${i}`, 3);
  const both = refusals.since(0);
  equal(both.readings, 25 + 45);
  equal(both.reasons.reduce((sum, { readings }) => sum + readings, 0), 25 + 45, "none is lost");
  const named = both.reasons.filter(({ value }) => value !== null);
  equal(named.length, 20);
  equal(named.filter(({ value }) => value!.startsWith("late")).length, 15, "the frequent ones are named");
});

Deno.test("counts go by the hour and are forgotten after seven days; totals are not", () => {
  let time = 10 * hour;
  const refusals = createRefusals({ now: () => time });
  refusals.refused(faultsOf({ type: "X" }));
  time = 11 * hour + 5;
  refusals.refused(faultsOf({ torque_nm: null }));
  refusals.taken(2);
  equal(refusals.since(10.5 * hour).readings, 2, "the hour that the time lies in counts whole");
  deepEqual(refusals.since(11 * hour), {
    readings: 1,
    share: 1 / 3,
    reasons: [{ field: "torque_nm", reason: "missing", value: null, readings: 1 }],
  });
  equal(refusals.since(12 * hour).readings, 0);

  time = (10 + 7 * 24) * hour;
  refusals.taken(1);
  equal(refusals.since(0).readings, 1, "the first hour is gone");
  time += 400 * hour;
  refusals.taken(1);
  deepEqual(refusals.since(0), { readings: 0, share: 0, reasons: [] });
  deepEqual(refusals.totals(), [
    { field: "type", reason: "category", readings: 1 },
    { field: "torque_nm", reason: "missing", readings: 1 },
  ]);
});

Deno.test("a clock that is set back loses no count", () => {
  let time = 100 * hour;
  const refusals = createRefusals({ now: () => time });
  refusals.refused(faultsOf({ type: "X" }));
  time = 50 * hour;
  refusals.refused(faultsOf({ type: "X" }));
  time = 101 * hour;
  refusals.refused(faultsOf({ type: "X" }));
  equal(refusals.since(0).readings, 3);
});
