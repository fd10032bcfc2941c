import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { type DriftReport, driftReportSchema } from "../../../lib/contracts/drift_report.ts";
import type { DriftParams } from "../../../lib/contracts/params.ts";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { FaultlineError } from "../../../lib/errors.ts";
import { type Column, createTable, type Table } from "../../../lib/table/table.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { driftParams } from "./drift_params.ts";

type Cells = Record<string, (number | string | null)[]>;

interface ReportCase {
  name: string;
  options: {
    num_method?: string;
    cat_method?: string;
    per_column_method?: Record<string, string>;
    per_column_threshold?: Record<string, number>;
  };
  reference: Cells;
  current: Cells;
  drifted_columns: number;
  share: number;
  drifted: boolean;
  columns: Record<string, { method: string; threshold: number; value: number; drifted: boolean }>;
}

const { cases } = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/drift_report.json", import.meta.url)),
) as { cases: ReportCase[] };

/** Evidently's display names. */
const names: Record<string, string> = {
  ks: "K-S p_value",
  z: "Z-test p_value",
  chisquare: "chi-square p_value",
  wasserstein: "Wasserstein distance (normed)",
  jensenshannon: "Jensen-Shannon distance",
  mannw: "Mann-Whitney U-rank test",
  psi: "PSI",
  ed: "Energy-distance",
  g_test: "g_test",
  TVD: "Total-Variation-Distance",
};

function tableOf(cells: Cells): Table {
  const isText = (values: Cells[string]) => values.some((value) => typeof value === "string");
  return createTable(Object.fromEntries(
    Object.entries(cells).map(([name, values]): [string, Column] => [
      name,
      isText(values)
        ? values.map((value) => value === null ? "" : String(value))
        : Float64Array.from(values, (value) => value === null ? NaN : value as number),
    ]),
  ));
}

for (const { name, options, reference, current, ...wanted } of cases) {
  Deno.test(`a report chooses, answers and decides as Evidently's does: ${name}`, () => {
    const params = driftParams({
      number_method: options.num_method ?? null,
      category_method: options.cat_method ?? null,
      methods: options.per_column_method ?? {},
      thresholds: options.per_column_threshold ?? {},
    });
    const report = compareTables(tableOf(reference), tableOf(current), { params });
    driftReportSchema.parse(report);
    for (const column of report.columns) {
      const evidently = wanted.columns[column.name];
      equal(names[column.method], evidently.method, column.name);
      equal(column.threshold, evidently.threshold, column.name);
      const bound = column.method === "TVD" ? 0.07 : 1e-6 * Math.abs(evidently.value);
      ok(
        Math.abs(column.value! - evidently.value) <= bound,
        `${column.name}: ${column.value}, ${evidently.value}`,
      );
      equal(column.drifted, evidently.drifted, column.name);
      if (column.measure === "p_value") ok(column.effect !== null, column.name);
    }
    equal(report.columns.length, Object.keys(wanted.columns).length);
    equal(report.dataset.columns.drifted, wanted.drifted_columns);
    equal(report.dataset.share, wanted.share);
    equal(report.dataset.drifted, wanted.drifted);
  });
}

const random = createRandom(1);
const normal = (rows: number, shift = 0) =>
  Float64Array.from({ length: rows }, () => random.normal() + shift);
const compare = (
  reference: Record<string, Column>,
  current: Record<string, Column>,
  changes: Partial<DriftParams> = {},
  columns?: string[],
): DriftReport => {
  const options = { params: driftParams(changes), columns };
  const report = compareTables(createTable(reference), createTable(current), options);
  // The schema knows neither NaN nor infinity.
  return driftReportSchema.parse(report);
};
const codes = ({ dataset }: DriftReport) => dataset.findings.map(({ code, column }) => `${code} ${column}`);

Deno.test("a column without a value, on one side or both, is a finding and neither drifted nor compared", () => {
  const none = new Float64Array(50).fill(NaN);
  const report = compare({ a: none, b: normal(50), c: normal(50) }, { a: none, b: none, c: normal(50) });
  deepEqual(codes(report), ["empty a", "all_missing b"]);
  deepEqual(report.columns.map(({ status, value }) => [status, value === null]), [
    ["empty", true],
    ["empty", true],
    ["ok", false],
  ]);
  deepEqual(report.dataset.columns, { compared: 1, drifted: 0, confirmed: 0 });
  equal(report.dataset.verdict, "alarm");
});

Deno.test("a constant column is a finding, an alarm when it was none in the reference, and never NaN", () => {
  const five = new Float64Array(50).fill(5);
  for (
    const method of [
      "ks",
      "wasserstein",
      "t_test",
      "es",
      "anderson",
      "ed",
      "psi",
      "hellinger",
      "cramer_von_mises",
    ]
  ) {
    const report = compare({ a: five, b: normal(50) }, { a: five, b: five }, { method });
    const constant = report.dataset.findings.filter(({ code }) => code === "constant");
    deepEqual(constant.map(({ column, alarm }) => [column, alarm]), [["a", false], ["b", true]], method);
  }
});

Deno.test("categories gained, lost and turned to text are findings by name", () => {
  const types = (...names: string[]) => Array.from({ length: 60 }, (_, i) => names[i % names.length]);
  const report = compare(
    { type: types("L", "M", "H"), wear: types("1", "2"), line: types("a", "b") },
    { type: types("L", "M", "X"), wear: types("1", "two"), line: types("b", "a") },
  );
  deepEqual(codes(report), [
    "drifted type",
    "new_category type",
    "lost_category type",
    "drifted wear",
    "kind_changed wear",
  ]);
  match(report.dataset.findings[1].message, /"X"/);
  match(report.dataset.findings[4].message, /numbers in the reference and text now, such as "two"/);
  equal(report.columns[1].kind, "category");
});

Deno.test("columns of one side alone are findings; with none in common there is an alarm and no column", () => {
  const report = compare({ a: normal(50), b: normal(50) }, { a: normal(50), c: normal(50) });
  deepEqual(codes(report), ["lost_column b", "new_column c"]);
  const disjoint = compare({ a: normal(50) }, { b: normal(50) });
  equal(codes(disjoint)[0], "no_shared_columns null");
  deepEqual(disjoint.columns, []);
  equal(disjoint.dataset.drifted, false);
  equal(disjoint.dataset.share, 0);
  equal(disjoint.dataset.verdict, "alarm");
});

Deno.test("below the least number of rows a column says so, keeps its value, and has not drifted", () => {
  for (const rows of [0, 1, 29]) {
    const report = compare({ a: normal(200) }, { a: normal(rows, 5) });
    equal(report.dataset.verdict, "insufficient_data", `${rows}`);
    equal(report.dataset.drifted, false);
    equal(report.columns[0].drifted, false);
    equal(report.columns[0].status, rows === 0 ? "empty" : "insufficient_data");
  }
  const enough = compare({ a: normal(200) }, { a: normal(30, 5) });
  equal(enough.columns[0].status, "ok");
  equal(enough.dataset.verdict, "alarm");
});

Deno.test("a p-value that does not stand after correction drifts by itself and makes no finding", () => {
  const reference: Record<string, Column> = {}, current: Record<string, Column> = {};
  for (let i = 0; i < 40; i++) {
    reference[`c${i}`] = normal(200);
    current[`c${i}`] = normal(200);
  }
  const report = compare(reference, current);
  equal(report.dataset.false_alarms.p_values, 40);
  ok(report.dataset.columns.drifted > 0, "one in twenty p-values of equal columns is below 0.05");
  equal(report.dataset.columns.confirmed, 0);
  equal(report.dataset.verdict, "ok");
});

Deno.test("a method that does not take a column's kind, or does not exist, is refused with those that do", () => {
  const columns = { type: Array.from({ length: 40 }, (_, i) => "LMH"[i % 3]), torque: normal(40) };
  const refusal = (changes: Partial<DriftParams>) => (error: unknown) => {
    ok(error instanceof FaultlineError, String(changes));
    equal(error.code, "DRIFT_METHOD");
    equal(error.exitCode, 2);
    return true;
  };
  throws(() => compare(columns, columns, { method: "ks" }), (error) => {
    match((error as FaultlineError).render(), /type, a column of categories\n.*chisquare, z, .*TVD/);
    return refusal({})(error);
  });
  throws(() => compare(columns, columns, { method: "chisquare" }), refusal({}));
  throws(() => compare(columns, columns, { method: "kolmogorov" }), (error) => {
    match(
      (error as FaultlineError).render(),
      /no drift test kolmogorov.*\n.*for numbers: ks.*\n.*for categories:/,
    );
    return true;
  });
  equal(compare(columns, columns, { number_method: "ks", method: "psi" }).columns[0].method, "psi");
});

Deno.test("a column asked for by name is compared alone; one that nobody has is refused", () => {
  const columns = { a: normal(50), b: normal(50) };
  deepEqual(compare(columns, columns, {}, ["b"]).columns.map(({ name }) => name), ["b"]);
  throws(() => compare(columns, columns, {}, ["d"]), { code: "DRIFT_COLUMN" });
});

Deno.test("numbers taken as categories compare by value, however they are written", () => {
  const report = compare(
    { grade: Array.from({ length: 40 }, (_, i) => ["9", "10"][i % 2]) },
    { grade: Array.from({ length: 40 }, (_, i) => ["9.0", "1e1"][i % 2]) },
    { categorical: ["grade"] },
  );
  equal(report.columns[0].kind, "category");
  deepEqual(report.columns[0].current, { rows: 40, missing: 0, distinct: 2 });
  equal(report.columns[0].value, 1);
  deepEqual(report.dataset.findings, []);
});

Deno.test("values missing more often than before are an alarm, though what is there has not drifted", () => {
  const some = (rows: number, missing: number) => {
    const values = normal(rows);
    for (let row = 0; row < missing; row++) values[row * 2] = NaN;
    return values;
  };
  const report = compare(
    { worse: some(1200, 24), same: some(1200, 240), better: some(1200, 240) },
    { worse: some(1000, 300), same: some(1000, 210), better: some(1000, 0) },
  );
  deepEqual(codes(report), ["more_missing worse"]);
  const [{ message, alarm }] = report.dataset.findings;
  equal(
    message,
    "worse has no value in 300 of 1,000 rows (30 %) now; in the reference in 24 of 1,200 rows (2 %)",
  );
  equal(alarm, true);
  equal(report.dataset.verdict, "alarm");
  equal(report.columns[0].drifted, false);
});

Deno.test("a column of text of which little is left is an alarm, though that little is too little to compare", () => {
  const types = Array.from({ length: 60 }, (_, i) => "LMH"[i % 3]);
  const report = compare({ type: types }, { type: types.map((type, i) => i < 9 ? type : "") });
  deepEqual(codes(report), ["more_missing type", "few_rows type"]);
  equal(report.dataset.verdict, "alarm");
});

Deno.test("counts in findings have their thousands separated", () => {
  const messages = ({ dataset }: DriftReport) => dataset.findings.map(({ message }) => message);
  const [rows, none] = [normal(1234), new Float64Array(1234).fill(NaN)];
  const report = compare({ gone: rows, stuck: rows }, { gone: none, stuck: new Float64Array(1234).fill(5) });
  ok(messages(report).includes("gone has no value now: all 1,234 are missing"));
  ok(messages(report).includes("stuck has a single value now; the reference has 1,234"));
  const names = Array.from({ length: 2005 }, (_, i) => `part-${i}`);
  const renamed = compare({ part: names }, { part: names.map((name) => `${name}-b`) });
  ok(messages(renamed).some((message) => message.endsWith('"part-1000-b" and 2,000 more')));
  const few = compare({ a: rows }, { a: rows.slice(0, 1111) }, { least_rows: 2000 });
  ok(messages(few).includes("a has 1,111 values on one side; to conclude from, it takes 2,000"));
});
