import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type DriftReport, driftReportSchema } from "../../../lib/contracts/drift_report.ts";
import type { DriftParams } from "../../../lib/contracts/params.ts";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { type ColumnDistribution, columnDistribution } from "../../../lib/drift/distribution.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { driftHeadline } from "../../../lib/report/drift_headline.ts";
import { driftPage } from "../../../lib/report/drift_page.ts";
import { type Column, createTable } from "../../../lib/table/table.ts";
import { driftParams } from "../drift/drift_params.ts";
import { assertSound, readable } from "./sound_page.ts";

type Columns = Record<string, Column>;

const random = createRandom(11);
const numbers = (rows: number, value: (row: number) => number = () => random.normal()) =>
  Float64Array.from({ length: rows }, (_, row) => value(row));
const texts = (rows: number, ...values: string[]) =>
  Array.from({ length: rows }, (_, i) => values[i % values.length]);
const none = (rows: number) => new Float64Array(rows).fill(NaN);

function compare(reference: Columns, current: Columns, changes: Partial<DriftParams> = {}) {
  const distributions: ColumnDistribution[] = [];
  const report = compareTables(createTable(reference), createTable(current), {
    params: driftParams(changes),
    onSamples: (samples) => distributions.push(columnDistribution(samples)),
  });
  return { report: driftReportSchema.parse(report), distributions };
}

const pageOf = (reference: Columns, current: Columns, changes?: Partial<DriftParams>) =>
  driftPage({ ...compare(reference, current, changes), reference: "a.csv", current: "b.csv" });

const plant = {
  reference: {
    air_temp_k: numbers(3000, () => 300 + 2 * random.normal()),
    torque_nm: numbers(3000, () => 40 + 10 * random.normal()),
    humidity: numbers(3000, () => 45 + 5 * random.normal()),
    type: texts(3000, "L", "L", "M", "H"),
  },
  current: {
    air_temp_k: numbers(1000, () => 302 + 2 * random.normal()),
    torque_nm: numbers(1000, () => 40 + 10 * random.normal()),
    humidity: numbers(1000, (row) => row % 5 < 2 ? NaN : 45 + 5 * random.normal()),
    type: texts(1000, "L", "L", "M", "<script>alert(1)</script>"),
  },
};
const page = await pageOf(plant.reference, plant.current);
const text = readable(page);

Deno.test("the page leads with the verdict in a sentence, what was found, and what to do about it", () => {
  assertSound(page);
  const headline =
    "Alarm: air_temp_k and type have drifted, humidity lacks more values than before and type " +
    "has values never seen before.";
  ok(text.includes(headline), text.slice(0, 300));
  ok(text.indexOf(headline) < text.indexOf("What was found"));
  ok(text.includes("air_temp_k has drifted: wasserstein"));
  ok(text.includes("What to do. One raw reading alone, with what is computed from it, points to its sensor"));
  ok(text.includes("What to do. The model has learnt nothing about them."));
  ok(text.includes("Evidently's rule"));
});

Deno.test("drifted columns come first, in the table and among the cards", () => {
  const order = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, name]) => name);
  const wanted = ["air_temp_k", "type", "humidity", "torque_nm"];
  deepEqual(order(/<th scope="row">\s*<a href="#column-\d+">([^<]*)<\/a>/g), wanted);
  deepEqual(order(/<h3 id="column-\d+-name">([^<]*)<\/h3>/g), wanted);
});

Deno.test("a card says in words what changed, by which test, and how complete the data is", () => {
  match(text, /The median went from 300\.\d to 302\.\d \(\+[12]\.\d\)\. Wasserstein distance \(in standard/);
  const more = "no value in 400 of 1,000 rows (40 %) now; in the reference in 0 of 3,000 rows (0 %)";
  ok(text.includes(`Alarm: It has ${more}. What to do. Part of a source has gone silent`));
  equal(text.split(more).length, 3, "said among what was found and in the column's card");
  ok(!text.includes("Missing went from"));
  match(text, /not drifted; 40\s% missing/);
  ok(text.includes("missing 0 400 (40 %)"));
  ok(text.includes("Only in the reference: “H” (25 %). Only now: “<script>alert(1)</script>” (25 %)."));
});

Deno.test("every column has its plot, and the legend tells the sides apart without colour", () => {
  equal([...page.matchAll(/<svg [^>]*class="plot"/g)].length, 4);
  equal([...text.matchAll(/reference: filled now: line/g)].length, 3);
  equal([...text.matchAll(/reference: upper bar, faint now: lower bar, strong/g)].length, 1);
  match(
    page,
    /aria-label="Share of values in \d+ bins from \S+ to \S+: the reference filled, now as a line"/,
  );
  match(page, /prefers-color-scheme:dark/);
  match(page, /@media print/);
});

Deno.test("p-values stand beside an effect in words and their correction", async () => {
  const small = await pageOf(
    { a: numbers(200), b: numbers(200) },
    { a: numbers(200, () => 2 + random.normal()), b: numbers(200, () => random.normal()) },
  );
  assertSound(small);
  const read = readable(small);
  match(
    read,
    /Kolmogorov-Smirnov test: p < 0\.0001, < 0\.0001 after correction; below 0\.05 a column has drifted/,
  );
  match(read, /The effect is large \(K-S distance 0\.\d+\)/);
  ok(read.includes("This report corrects 2 p-values."));
});

Deno.test("the same input gives the same bytes", async () => {
  equal(await pageOf(plant.reference, plant.current), page);
});

const long = "n".repeat(300);
const hostile: Record<string, [Columns, Columns, Partial<DriftParams>?]> = {
  "no column": [{}, {}],
  "no column in common": [{ a: numbers(50) }, { b: numbers(50) }],
  "no row": [{ a: [], b: new Float64Array(0) }, { a: [], b: new Float64Array(0) }],
  "one row": [{ a: numbers(1), b: ["x"] }, { a: numbers(1), b: ["y"] }],
  "all missing": [{ a: none(50), b: texts(50, ""), c: numbers(50) }, {
    a: none(50),
    b: texts(50, "x"),
    c: none(50),
  }],
  "constant": [
    { a: numbers(50, () => 5), b: numbers(50), c: texts(50, "x") },
    { a: numbers(50, () => 5), b: numbers(50, () => 0), c: texts(50, "x") },
  ],
  "constants at the ends of a double": [
    { a: numbers(50, () => 1.7e308), b: numbers(50, () => -5e-324) },
    { a: numbers(50, () => -1.7e308), b: numbers(50, () => 5e-324) },
  ],
  "values at the ends of a double": [
    {
      a: numbers(50, (row) => (row % 2 ? 1 : -1) * 1.7e308 * random.uniform()),
      b: numbers(50, () => 5e-324),
    },
    {
      a: numbers(50, (row) => (row % 2 ? 1 : -1) * 1.7e308 * random.uniform()),
      b: numbers(50, (row) => row * 5e-324),
    },
  ],
  "infinite values": [{ a: numbers(50, (row) => row % 2 ? Infinity : row) }, {
    a: numbers(50, () => -Infinity),
  }],
  "numbers against text": [{ a: numbers(50) }, { a: texts(50, "12 mm", "1,5") }],
  "markup in every name": [
    {
      "<script>alert(1)</script>": numbers(50),
      '"><img src=x onerror=alert(1)>': texts(50, "</svg><script>"),
    },
    {
      "<script>alert(1)</script>": numbers(50),
      '"><img src=x onerror=alert(1)>': texts(50, "</title><script>"),
    },
  ],
  "names of nothing, of prototypes, and of 300 characters": [
    { "": numbers(50), " ": texts(50, " "), constructor: texts(50, "__proto__"), [long]: texts(50, long) },
    {
      "": numbers(50),
      " ": texts(50, "  "),
      constructor: texts(50, "toString"),
      [long]: texts(50, long + "2"),
    },
  ],
  "control characters": [{ "a\u0000\u001b[31m\nb": texts(50, "x\u0007") }, {
    "a\u0000\u001b[31m\nb": texts(50, "\u0000"),
  }],
  "a test without an answer": [
    { a: numbers(50, () => 1), b: texts(50, "x", "y", "z") },
    { a: numbers(50, () => 1), b: texts(50, "x", "y", "z") },
    { number_method: "t_test", category_method: "fisher_exact" },
  ],
  "every row of its own": [
    { a: Array.from({ length: 5000 }, (_, i) => `id-${i}`) },
    { a: Array.from({ length: 5000 }, (_, i) => `id-${i + 4000}`) },
  ],
  "a threshold of 0": [{ a: numbers(2000) }, { a: numbers(2000) }, { threshold: 0 }],
};

for (const [name, [reference, current, changes]] of Object.entries(hostile)) {
  Deno.test(`nothing odd is ever printed: ${name}`, async () => {
    const html = await pageOf(reference, current, changes);
    assertSound(html);
    equal(
      [...html.matchAll(/<article/g)].length,
      [...Object.keys(reference)].filter((key) => key in current).length,
    );
  });
}

Deno.test("text from outside is clipped: neither a name nor a value of a megabyte makes the page long", async () => {
  const huge = "x".repeat(1_000_000);
  const html = await pageOf({ [huge]: texts(50, huge) }, { [huge]: texts(50, huge + "y") });
  assertSound(html);
  ok(html.length < 30_000, `${html.length}`);
});

Deno.test("a column without a distribution has a card without a plot", async () => {
  const { report } = compare(plant.reference, plant.current);
  const html = await driftPage({ report, distributions: [], reference: "a", current: "b" });
  assertSound(html);
  equal([...html.matchAll(/<article/g)].length, 4);
  ok(!html.includes('class="plot"'));
});

Deno.test("a table of 300 columns has them all in the summary and the first 100 as cards", async () => {
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}`, numbers(40)]));
  const html = await pageOf(wide, { ...wide, s299: numbers(40, () => 9 + random.normal()) });
  assertSound(html);
  equal([...html.matchAll(/<article/g)].length, 100);
  equal([...html.matchAll(/<th scope="row">\s*(?:<a [^>]*>)?s\d+\s*</g)].length, 300);
  ok(html.indexOf("s299") < html.indexOf("s298"));
});

const sideOf = (rows: number, shift: number, isText: (column: number) => boolean): Columns =>
  Object.fromEntries(Array.from({ length: 20 }, (_, i): [string, Column] => {
    const name = `sensor_with_a_rather_long_name_${i}`;
    return isText(i)
      ? [name, Array.from({ length: rows }, () => `product family ${random.below(5000) + shift * 4000}`)]
      : [name, numbers(rows, () => Math.exp(random.normal() + shift))];
  }));

for (
  const [kind, isText] of [
    ["numbers", () => false],
    ["categories", () => true],
    ["both", (i: number) => i % 4 === 3],
  ] as const
) {
  Deno.test(`a page of 20 columns of ${kind} and 100,000 rows is under 300 kB, and no larger than that of 5,000 rows`, async () => {
    const sizeOf = async (rows: number) => {
      const html = await pageOf(sideOf(rows, 0, isText), sideOf(rows, 0.5, isText));
      assertSound(html);
      return new TextEncoder().encode(html).length;
    };
    const [small, large] = [await sizeOf(5000), await sizeOf(100_000)];
    ok(large < 300_000, `${large}`);
    ok(large < 1.1 * small, `${small}, ${large}`);
  });
}

Deno.test("20 columns of categories with names and values of 300 characters are under 300 kB too", async () => {
  const side = (now: number): Columns =>
    Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `${long}${i}`,
        Array.from({ length: 3000 }, (_, row) => `${long}${row % 60}${row % 2 ? now : ""}`),
      ]),
    );
  const html = await pageOf(side(0), side(1));
  assertSound(html);
  const size = new TextEncoder().encode(html).length;
  ok(size < 300_000, `${size}`);
});

Deno.test("names that differ at their ends are told apart when clipped, in plot, tables and cards", async () => {
  const values = [`${long}1`, `${long}2`];
  const html = await pageOf({ [`${long}a`]: texts(60, ...values) }, { [`${long}a`]: texts(60, ...values) });
  match(html, />n+…n+1</);
  match(html, />n+…n+2</);
  match(html, />n+…n+a</);
});

Deno.test("categories of which none is on both sides: both legends say what is drawn, and the change is told", async () => {
  const ids = (side: string) => Array.from({ length: 200 }, (_, i) => `${side}-${i}`);
  const text = readable(await pageOf({ id: ids("before") }, { id: ids("now") }));
  ok(text.includes("reference: upper bar, faint now: lower bar, strong"));
  ok(text.includes("The share that changed most is that of “before-0”: from 0.5 % to 0 %."));
});

Deno.test("the verdict in a sentence: none, some, many, and too little to conclude from", () => {
  const found = (code: "drifted" | "constant", column: string) => ({
    code,
    column,
    message: "",
    alarm: true,
  });
  const headline = (dataset: Partial<DriftReport["dataset"]>) =>
    driftHeadline({
      ...{ drifted: false, share: 0, verdict: "ok", findings: [], drift_share: 0.5, least_rows: 30 },
      ...{ columns: { compared: 6, drifted: 0, confirmed: 0 }, rows: { reference: 100, current: 100 } },
      ...{ false_alarms: { method: "benjamini-hochberg", rate: 0.05, p_values: 0 } },
      ...dataset,
    });
  equal(headline({}), "No alarm: none of 6 columns has drifted.");
  equal(
    headline({ verdict: "alarm", findings: [found("constant", "b"), found("drifted", "a")] }),
    "Alarm: a has drifted and b is stuck at a single value.",
  );
  equal(
    headline({ verdict: "alarm", findings: [..."abcd"].map((name) => found("drifted", name)) }),
    "Alarm: 4 columns have drifted.",
  );
  equal(
    headline({ verdict: "insufficient_data", rows: { reference: 100, current: 1 } }),
    "Too little to conclude from: the current data has 1 row; it takes 30.",
  );
  equal(
    headline({ columns: { compared: 0, drifted: 0, confirmed: 0 } }),
    "No alarm, but no column could be compared.",
  );
});
