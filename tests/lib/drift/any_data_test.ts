import fc from "fast-check";
import { ok } from "node:assert/strict";
import { driftReportSchema } from "../../../lib/contracts/drift_report.ts";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { categoryTests, numberTests } from "../../../lib/drift/registry.ts";
import { createTable } from "../../../lib/table/table.ts";
import { driftParams } from "./drift_params.ts";

const hardNumber = fc.oneof(
  fc.constantFrom(0, -0, 1, 5, NaN, Infinity, -Infinity, 1e308, -1e308, 5e-324, 1e-160, 1e16, 1e16 + 2),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
);
const numbers = fc.array(hardNumber, { maxLength: 60 }).map((values) => Float64Array.from(values));
const texts = fc.array(
  fc.oneof(fc.constantFrom("", "NA", "a", "b", "1", "1.0", "True", "😀"), fc.string({ maxLength: 3 })),
  { maxLength: 60 },
);

// The schema takes neither NaN nor infinity for a number.
for (const { name } of numberTests) {
  Deno.test(`${name} of numbers answers or says why not, whatever the numbers`, () => {
    fc.assert(
      fc.property(numbers, numbers, (reference, current) => {
        const params = driftParams({ number_method: name, least_rows: 2 });
        const report = compareTables(createTable({ a: reference }), createTable({ a: current }), { params });
        driftReportSchema.parse(report);
        const [{ status, value, measure }] = report.columns;
        ok(
          value === null ? status !== "ok" : value >= 0 && (measure === "distance" || value <= 1),
          `${value}`,
        );
      }),
      { numRuns: 150, seed: 1 },
    );
  });
}

for (const { name } of categoryTests) {
  Deno.test(`${name} of categories answers or says why not, whatever the text`, () => {
    fc.assert(
      fc.property(texts, texts, (reference, current) => {
        const params = driftParams({ category_method: name, least_rows: 2, categorical: ["a"] });
        const report = compareTables(createTable({ a: reference }), createTable({ a: current }), { params });
        driftReportSchema.parse(report);
        const [{ status, value, measure }] = report.columns;
        ok(
          value === null ? status !== "ok" : value >= 0 && (measure === "distance" || value <= 1),
          `${value}`,
        );
      }),
      { numRuns: 150, seed: 1 },
    );
  });
}

Deno.test("the test chosen by itself answers or says why not, whatever the column", () => {
  fc.assert(
    fc.property(fc.oneof(numbers, texts), fc.oneof(numbers, texts), (reference, current) => {
      const params = driftParams({ least_rows: 2 });
      const report = compareTables(createTable({ a: reference }), createTable({ a: current }), { params });
      driftReportSchema.parse(report);
    }),
    { numRuns: 500, seed: 1 },
  );
});
