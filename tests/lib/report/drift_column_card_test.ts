import { ok } from "node:assert/strict";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { driftPage } from "../../../lib/report/drift_page.ts";
import { createTable } from "../../../lib/table/table.ts";
import { driftParams } from "../drift/drift_params.ts";

type Columns = Record<string, Float64Array>;

const random = createRandom(11);
const rows = 200;
const lacking = (missing: number, shift = 0) =>
  Float64Array.from({ length: rows }, (_, row) => row < missing ? NaN : shift + random.normal());

/** The text of a page's cards. */
async function cardsOf(reference: Columns, current: Columns): Promise<string> {
  const params = driftParams();
  const report = compareTables(createTable(reference), createTable(current), { params });
  const page = await driftPage({ report, distributions: [], reference: "a.csv", current: "b.csv" });
  return page.slice(page.indexOf("<article")).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

Deno.test("a rise of missing values that is no alarm is said in the card, and so is a fall", async () => {
  // 5 against 16 of 200: a rise of 5.5 percentage points with p = 0.02 by Fisher's test, in Python's whole numbers.
  const text = await cardsOf({ few: lacking(5), better: lacking(80) }, {
    few: lacking(16),
    better: lacking(0),
  });
  ok(text.includes("Missing went from 2.5 % of rows to 8.0 %."));
  ok(text.includes("Missing went from 40 % of rows to 0 %."));
  ok(!text.includes("Part of a source has gone silent"));
});

Deno.test("of a column that drifted and lacks values the card says what to do about both", async () => {
  const text = await cardsOf({ a: lacking(0) }, { a: lacking(50, 3) });
  ok(
    /Alarm: +It has no value in 50 of 200 rows \(25 %\) now; in the reference in 0 of 200 rows \(0 %\)/.test(
      text,
    ),
  );
  ok(text.includes("What to do. One sensor alone: measure once by hand"));
  ok(text.includes("What to do. Part of a source has gone silent"));
  ok(!text.includes("Missing went"));
});
