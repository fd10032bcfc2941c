import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { parseDecimal } from "../../../lib/table/parse_decimal.ts";

/** The number, or undefined where it is not read. A wrong start or end would take a digit of the text around it. */
function parse(text: string): number | undefined {
  const into = Float64Array.of(7, 7, 7);
  const isRead = parseDecimal(new TextEncoder().encode(`9${text}9`), 1, 1 + text.length, into, 1);
  deepEqual([into[0], into[2]], [7, 7]);
  return isRead ? into[1] : undefined;
}

Deno.test("any decimal of up to 15 digits is read as Number reads it, to the last bit", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 15 });
  const decimal = fc.tuple(fc.boolean(), digits, fc.nat({ max: 14 })).map(([negative, digits, whole]) => {
    const places = 1 + whole;
    const text = places < digits.length ? `${digits.slice(0, places)}.${digits.slice(places)}` : digits;
    return (negative ? "-" : "") + text;
  });
  fc.assert(
    fc.property(decimal, (text) => {
      // Number's zero can be negative; a reading's cannot.
      ok(Object.is(parse(text), Number(text) + 0), text);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("what a sensor reports is read as it is written", () => {
  deepEqual(["0", "-0", "-0.0", "42.8", "-42.80", "1551", "298.1", "007", "0.000001"].map(parse), [
    ...[0, 0, 0, 42.8, -42.8, 1551, 298.1, 7, 1e-6],
  ]);
});

Deno.test("15 digits are read, 16 are not, with a point or without", () => {
  equal(parse("999999999999999"), 999999999999999);
  equal(parse("0.12345678901234"), 0.12345678901234);
  equal(parse("9999999999999999"), undefined);
  equal(parse("0.123456789012345"), undefined);
});

Deno.test("any other text is not read, be it a number or not", () => {
  const texts = [
    "",
    "-",
    ".",
    "-.",
    "1.",
    ".5",
    "+1",
    "1e3",
    "1..2",
    "1.2.3",
    "--1",
    "1-",
    " 1",
    "1 ",
    "0x1f",
    "NaN",
  ];
  deepEqual(texts.map(parse), texts.map(() => undefined));
});
