import { equal } from "node:assert/strict";
import fc from "fast-check";
import { canonicalCell } from "../../../lib/stores/parse_cell.ts";

const number = (text: string) => canonicalCell("number", text);
const time = (text: string) => canonicalCell("time", text);

Deno.test("a decimal number becomes the shortest text of its double", () => {
  const cases: [string, string][] = [
    ["0", "0"],
    ["-0", "0"],
    ["-0.0", "0"],
    ["42.80", "42.8"],
    ["40.0", "40"],
    [" 7 ", "7"],
    ["+5", "5"],
    ["5.", "5"],
    [".5", "0.5"],
    ["007", "7"],
    ["1e3", "1000"],
    ["0.0000001", "1e-7"],
    ["0.000001", "0.000001"],
    ["298.10000000000002", "298.1"],
    ["123456789012345678901234567890", "1.2345678901234568e+29"],
  ];
  for (const [text, shortest] of cases) equal(number(text), shortest, text);
});

Deno.test("anything but a finite decimal number is refused", () => {
  const cases = ["", " ", "NaN", "nan", "Infinity", "-inf", "1e999", "0x2a", "0b1", "1_000", "1,5", "4 2"];
  for (const text of [...cases, "12abc", "--1", "-", ".", "e5", "1e", "٣", "1.2.3", "true", "null"]) {
    equal(number(text), undefined, text);
  }
});

Deno.test("every double is kept, and a canonical text stays as it is", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const text = String(value);
    equal(number(text), text);
    equal(Number(number(value.toExponential())), value + 0);
  }));
  const decimal = fc.tuple(fc.constantFrom("", "-", "+"), fc.stringMatching(/^\d{1,17}(\.\d{0,17})?$/));
  fc.assert(fc.property(decimal, ([sign, digits]) => {
    equal(number(sign + digits), String(Number(sign + digits)));
  }));
});

Deno.test("flags come as 0 and 1, as booleans and as floats", () => {
  for (const text of ["0", "0.0", "false", "False", "FALSE", " 0 "]) {
    equal(canonicalCell("flag", text), "0", text);
  }
  for (const text of ["1", "1.0", "true", "True", "TRUE"]) equal(canonicalCell("flag", text), "1", text);
  for (const text of ["", "2", "-1", "yes", "t", "01", "toString", "__proto__"]) {
    equal(canonicalCell("flag", text), undefined, text);
  }
});

Deno.test("a category is one of the contract's, an identifier anything of 1 to 200 characters", () => {
  equal(canonicalCell("category", " M "), "M");
  for (const text of ["", "m", "X", "LM"]) equal(canonicalCell("category", text), undefined, text);
  equal(canonicalCell("identifier", " M14860 "), "M14860");
  equal(canonicalCell("identifier", "x".repeat(200))?.length, 200);
  for (const text of ["", "  ", "x".repeat(201)]) equal(canonicalCell("identifier", text), undefined);
});

Deno.test("times become UTC with milliseconds, whatever form they come in", () => {
  const cases: [string, string][] = [
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.500Z", "2026-01-31T12:00:00.500Z"],
    ["2026-01-31 12:00:00", "2026-01-31T12:00:00.000Z"],
    ["2026-01-15 12:00:00", "2026-01-15T12:00:00.000Z"],
    ["2026-01-15 12:00:00.123456", "2026-01-15T12:00:00.123Z"],
    ["2026-01-15 12:00:00.000Z", "2026-01-15T12:00:00.000Z"],
    ["2026-01-15T12:00", "2026-01-15T12:00:00.000Z"],
    ["2026-01-15", "2026-01-15T00:00:00.000Z"],
    ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"],
    ["2026-01-01T00:30:00-0130", "2026-01-01T02:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ];
  for (const [text, iso] of cases) equal(time(text), iso, text);
});

Deno.test("what is no time, or no day of its month, is refused", () => {
  const cases = [
    "",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-01-00T00:00:00Z",
  ];
  for (
    const text of [
      ...cases,
      "2026-01-10T24:00:00Z",
      "2026-01-10T12:60:00Z",
      "2026-01-10T12:00:60Z",
      "10.01.2026 12:00",
      "1736500000",
      "2026-01-1xT12:00:00Z",
      "2026-01-10T12:00:00 PM",
    ]
  ) equal(time(text), undefined, text);
});

Deno.test("every time that JavaScript writes is kept", () => {
  const date = fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(date, (date) => {
    const iso = date.toISOString();
    equal(time(iso), iso);
    equal(time(iso.replace("T", " ").slice(0, 19)), `${iso.slice(0, 19)}.000Z`);
  }));
});
