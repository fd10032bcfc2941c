import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { readingSchema } from "../../lib/contracts/reading.ts";
import { isReading } from "../../server/is_reading.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { takeReading } from "../../server/take_reading.ts";

/** Values that a field may be given: right, nearly right, and wrong. */
const anyValue = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom("L", "M", "H", "X", "l", "", "0x10", "42.8", " M", "constructor", "__proto__"),
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.string({ minLength: 199, maxLength: 202 }),
  fc.constantFrom(
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+01:00",
    "2026-01-31T12:00:00",
    "2026-02-30T00:00:00Z",
  ),
  fc.constantFrom(
    "2026-01-31",
    "lathe 7",
    "Dreherei/7 – süd",
    "a\nb",
    "\ud83d",
    "\ud83d\ude00",
    "a\u0085b",
    "a\u007f",
  ),
  fc.constantFrom<unknown>(null, true, false, [], {}, [1], { a: 1 }),
);

const fields = Object.keys(readingSchema.shape);

/** Readings with some fields replaced, left out or added, as `JSON.parse` makes them. */
const nearlyReadings = fc.record({
  base: fc.constantFrom<Record<string, unknown>>(exampleReading as never, {
    ...exampleReading,
    measured_at: "2026-01-31T12:00:00Z",
  }),
  changed: fc.dictionary(fc.constantFrom(...fields), anyValue, { maxKeys: 2 }),
  left: fc.subarray(fields, { maxLength: 1 }),
  added: fc.dictionary(
    fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "colour", "Type"),
      fc.string({ maxLength: 3 }),
    ),
    anyValue,
    { maxKeys: 1 },
  ),
}).map(({ base, changed, left, added }) => {
  const entries = Object.entries({ ...base, ...changed }).filter(([name]) => !left.includes(name));
  return Object.fromEntries([...entries, ...Object.entries(added)]);
});

Deno.test("the fast check of a reading accepts exactly what the schema accepts", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: nearlyReadings }, { weight: 1, arbitrary: anyValue }),
      (value) => {
        const result = readingSchema.safeParse(value);
        equal(isReading(value), result.success, JSON.stringify(value));
        if (result.success) {
          deepEqual(value, result.data);
          accepted++;
        }
      },
    ),
    { numRuns: 20_000, seed: 5 },
  );
  ok(accepted > 2000, `${accepted} of 20,000 were readings`);
});

Deno.test("every faulty reading has a field that says so, and no faultless one has", () => {
  fc.assert(
    fc.property(nearlyReadings, (value) => {
      const { reading, faults } = takeReading(value);
      equal(reading === undefined, !readingSchema.safeParse(value).success);
      if (faults) {
        ok(faults.length >= 1 && faults.length <= 10 && faults.every(({ message }) => message !== ""));
      }
    }),
    { numRuns: 3000, seed: 6 },
  );
});

Deno.test("texts, blanks, booleans, null and numbers without end are no numbers, each told of its field", () => {
  for (const text of ['""', '"0x10"', '"42.8"', "true", "null", "1e999", "-1e999", "[]", "{}"]) {
    const value = JSON.parse(JSON.stringify(exampleReading).replace("60.7", text));
    const { faults } = takeReading(value);
    equal(faults?.length, 1, text);
    equal(faults![0].field, "torque_nm");
    ok(faults![0].message.startsWith("must be a finite number, current value: "), faults![0].message);
  }
});

Deno.test("an unknown type is told the known ones", () => {
  deepEqual(takeReading({ ...exampleReading, type: "X" }).faults, [
    { field: "type", message: 'must be one of L, M, H, current value: "X"', allowed: ["L", "M", "H"] },
  ]);
});

Deno.test("keys that nobody knows are named, those of prototypes too", () => {
  for (const key of ["colour", "__proto__", "constructor", "toString"]) {
    const value = JSON.parse(JSON.stringify(exampleReading).replace("{", `{"${key}":{"polluted":true},`));
    deepEqual(takeReading(value).faults, [{ field: key, message: "is no known field" }]);
  }
  equal(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("a missing field is required, and everything missing is told at once", () => {
  const { faults } = takeReading({});
  deepEqual(faults!.map(({ field }) => field), fields.filter((field) => field !== "measured_at"));
  ok(faults!.every(({ message }) => message === "is required"));
});

Deno.test("what is no object is told as the whole body", () => {
  for (const value of [null, 3, "reading", true]) {
    const { faults } = takeReading(value);
    equal(faults![0].field, "");
    ok(faults![0].message.startsWith("must be an object"), faults![0].message);
  }
});

Deno.test("a hundred thousand unknown keys of a thousand characters make a short list of faults", () => {
  const value = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`${i}`.padEnd(1000, "x"), 1]));
  const { faults } = takeReading(value);
  equal(faults!.length, 10);
  ok(JSON.stringify(faults).length < 2000);
});
