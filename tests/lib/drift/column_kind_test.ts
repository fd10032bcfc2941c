import { deepEqual, equal } from "node:assert/strict";
import { columnKind, readContent } from "../../../lib/drift/column_kind.ts";
import { defaultMethod } from "../../../lib/drift/default_method.ts";
import { numberOfText } from "../../../lib/drift/number_text.ts";
import { readCategoryCases } from "./category_cases.ts";

Deno.test("a column is a number when every value that is there is one on both sides", () => {
  const kind = (reference: string[], current: string[]) =>
    columnKind(readContent(reference), readContent(current));
  equal(kind(["1", "", "-2.5e3"], ["NaN", ".5", "7."]), "number");
  equal(kind(["1", "2"], ["1", "two"]), "category");
  equal(kind(["True"], ["1"]), "category");
  equal(kind([], ["1"]), "number");
  equal(columnKind(readContent(Float64Array.of(1)), readContent(["a"])), "category");
});

Deno.test("text is read as a number as a data frame reads it", () => {
  const read = ["1", "+1", " 1 ", "01", "0", "-0.0", "1e3", "inf", "-Infinity", "1e999"].map(numberOfText);
  deepEqual(read.map((value) => value + 0), [1, 1, 1, 1, 0, 0, 1000, Infinity, -Infinity, Infinity]);
  for (const text of ["", " ", "0x10", "0b1", "1_000", "1,5", "1e", "e3", ".", "--1", "true"]) {
    equal(numberOfText(text), NaN, text);
  }
});

Deno.test("a column of integers is one without a point, an exponent or a missing cell", () => {
  const integer = (...cells: string[]) => readContent(cells).integer;
  equal(integer("1", "-2"), true);
  equal(integer("1", "2.0"), false);
  equal(integer("1", "2e3"), false);
  equal(integer("1", ""), false);
});

Deno.test("the default test turns with the reference's size, the number of values, and the kind", () => {
  const chosen = (kind: "number" | "category", referenceValues: number, distinct: number) =>
    defaultMethod({ kind, referenceValues, distinct }).method;
  deepEqual([1, 2, 3, 5, 6].map((distinct) => chosen("number", 1000, distinct)), [
    ...["z", "z", "chisquare", "chisquare", "ks"],
  ]);
  deepEqual([2, 5, 6].map((distinct) => chosen("number", 1001, distinct)), [
    ...["jensenshannon", "jensenshannon", "wasserstein"],
  ]);
  deepEqual([2, 3, 60].map((distinct) => chosen("category", 1000, distinct)), [
    "z",
    "chisquare",
    "chisquare",
  ]);
  deepEqual([2, 60].map((distinct) => chosen("category", 1001, distinct)), [
    "jensenshannon",
    "jensenshannon",
  ]);
});

Deno.test("the default test of categories is Evidently's on recorded cases", () => {
  for (const { reference, current, chosen } of readCategoryCases()) {
    const distinct = new Set([...reference, ...current].map(([category]) => category)).size;
    const referenceValues = reference.reduce((sum, [, count]) => sum + count, 0);
    equal(defaultMethod({ kind: "category", referenceValues, distinct }).method, chosen);
  }
});
