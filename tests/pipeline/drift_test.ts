import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type DriftReport, driftReportSchema } from "../../lib/contracts/drift_report.ts";
import { createArrowWriter } from "../../lib/table/arrow_writer.ts";
import { createTable } from "../../lib/table/table.ts";
import { copyProject, type Finished, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { expectFailure } from "./expect_failure.ts";
import { exists, succeed } from "./small_run.ts";

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const rows = 60;
const files = ["drift", "--reference", "reference.csv", "--current", "current.csv"];

/** A column's cells, one a row. */
type Cells = (row: number) => string | number;

function write(name: string, columns: Record<string, Cells>, count = rows): void {
  const lines = Array.from(
    { length: count },
    (_, row) => Object.values(columns).map((cell) => cell(row)).join(","),
  );
  Deno.writeTextFileSync(project.file(name), [Object.keys(columns).join(","), ...lines, ""].join("\n"));
}

const steady = { type: (row: number) => "LMH"[row % 3], torque_nm: (row: number) => 40 + row / 4 };
const heavier = { ...steady, torque_nm: (row: number) => 60 + row / 4 };

async function report(...more: string[]): Promise<DriftReport> {
  const { stdout } = await succeed(project.path, [...files, "--json", ...more]);
  return driftReportSchema.parse(JSON.parse(stdout));
}

const codes = ({ dataset }: DriftReport) => dataset.findings.map(({ code, column }) => `${code} ${column}`);

async function refused(code: string, more: string[] = [], exit = 2): Promise<string> {
  return await expectFailure(project.path, code, [...files, ...more], exit);
}

Deno.test("the same rows have not drifted; those of a heavier product have, by name and with what to do", async () => {
  write("reference.csv", steady);
  write("current.csv", steady);
  const same = await succeed(project.path, [...files, "--fail-on-drift"]);
  match(same.stdout, /^current.csv \(60 rows\) against reference.csv \(60 rows\)\n\nNo alarm: /);
  equal(same.stderr, "");

  write("current.csv", heavier);
  const { code, stdout } = await runTask([...files, "--fail-on-drift"], { cwd: project.path });
  equal(code, 3);
  match(stdout, /^Alarm: torque_nm has drifted/m);
  // Two samples of 60 that do not overlap: 2 of the C(120, 60) ways to mix them are so far apart.
  const line = (name: string) => stdout.split("\n").find((line) => line.startsWith(name))!.split(/ {2,}/);
  deepEqual(line("torque_nm "), [
    ...["torque_nm", "number", "ks", "p 2.07e-35", "< 0.05", "drifted", "large (ks_distance 1)"],
  ]);
  deepEqual(line("type "), [
    ...["type", "category", "chisquare", "p 1", "< 0.05", "same", "negligible (cramers_v 0)"],
  ]);
  match(stdout, /^ {2}! torque_nm has drifted: ks p /m);
  match(stdout, /^What to do\n\n {2}- .*Drifted/ms);
  equal((await runTask(files, { cwd: project.path })).code, 0, "drift alone is no failure");
});

Deno.test("JSON is the report alone, with what is promised of it", async () => {
  write("reference.csv", steady);
  write("current.csv", heavier);
  const { dataset, columns } = await report();
  deepEqual([dataset.drifted, dataset.share, dataset.verdict], [true, 0.5, "alarm"]);
  deepEqual(columns.map(({ name, kind, method, drifted, status }) => [name, kind, method, drifted, status]), [
    ["type", "category", "chisquare", false, "ok"],
    ["torque_nm", "number", "ks", true, "ok"],
  ]);
});

Deno.test("it fails on drift by either rule: one alarm among many columns, or half of them", async () => {
  const fail = async (...more: string[]) =>
    (await runTask([...files, "--fail-on-drift", ...more], { cwd: project.path })).code;
  write("reference.csv", { ...steady, a: (row) => row, b: (row) => row, c: (row) => row });
  write("current.csv", { ...heavier, a: (row) => row, b: (row) => row, c: (row) => row });
  deepEqual([(await report()).dataset.drifted, await fail()], [false, 3]);
  // A p-value that does not stand after correction drifts by Evidently's rule, and makes no alarm.
  const strict = ["--columns", "torque_nm", "--set", "drift.false_discovery_rate=1e-6"];
  write("current.csv", { ...steady, torque_nm: (row) => 45 + row / 4 });
  const { drifted, verdict } = (await report(...strict)).dataset;
  deepEqual([drifted, verdict, await fail(...strict)], [true, "ok", 3]);
  equal(await fail("--columns", "type"), 0);
});

Deno.test("an Arrow file is known by how it begins, and gives what CSV gives", async () => {
  write("reference.csv", steady);
  write("current.csv", heavier);
  const wanted = await report();
  const writer = createArrowWriter(project.file("current.csv"));
  writer.write(createTable({
    type: Array.from({ length: rows }, (_, row) => steady.type(row)),
    torque_nm: Float64Array.from({ length: rows }, (_, row) => heavier.torque_nm(row)),
  }));
  writer.commit();
  deepEqual(await report(), wanted);
});

Deno.test("a test, columns and categories can be chosen, and go before params", async () => {
  write("reference.csv", { ...steady, grade: (row) => 1 + row % 7 });
  write("current.csv", { ...heavier, grade: (row) => 1 + row % 7 });
  const { columns } = await report(
    ...["--method", "psi", "--columns", "grade, torque_nm", "--categorical", "grade"],
    ...["--set", "drift.number_method=ks"],
  );
  deepEqual(columns.map(({ name, kind, method }) => [name, kind, method]), [
    ["grade", "category", "psi"],
    ["torque_nm", "number", "psi"],
  ]);
});

Deno.test("one row, or a few, is too little to conclude from, and fails nothing", async () => {
  write("reference.csv", steady);
  write("current.csv", heavier, 1);
  const { dataset, columns } = await report("--fail-on-drift");
  equal(dataset.verdict, "insufficient_data");
  deepEqual(columns.map(({ status, drifted }) => [status, drifted]), [
    ["insufficient_data", false],
    ["insufficient_data", false],
  ]);
  write("reference.csv", steady, 1);
  equal((await report()).dataset.verdict, "insufficient_data");
  match((await succeed(project.path, files)).stdout, /^Too little to conclude from: /m);
});

Deno.test("files without a column in common are an alarm that names all of them", async () => {
  write("reference.csv", { a: (row) => row });
  write("current.csv", { b: (row) => row });
  const found = await report();
  deepEqual(codes(found), ["no_shared_columns null", "lost_column a", "new_column b"]);
  deepEqual([found.columns, found.dataset.verdict], [[], "alarm"]);
  match((await succeed(project.path, files)).stdout, /no column in common/);
});

Deno.test("a column that is text here and number there is named, and compared as it is written", async () => {
  write("reference.csv", { wear: (row) => row % 2 + 1 });
  write("current.csv", { wear: (row) => row === rows - 1 ? "two" : row % 2 + 1 });
  const found = await report();
  ok(codes(found).includes("kind_changed wear"));
  match(found.dataset.findings.find(({ code }) => code === "kind_changed")!.message, /such as "two"$/);
  const [{ kind, reference, current }] = found.columns;
  deepEqual([kind, reference.distinct, current.distinct], ["category", 2, 3]);
});

Deno.test("empty, constant and all-missing columns are findings with a name, never a crash", async () => {
  write("reference.csv", { none: () => "", stuck: (row) => row, gone: (row) => row, same: () => 5 });
  write("current.csv", { none: () => "NaN", stuck: () => 7, gone: () => "NA", same: () => 5 });
  const found = await report();
  deepEqual(codes(found).filter((code) => !code.startsWith("drifted")), [
    ...["empty none", "constant stuck", "all_missing gone", "constant same"],
  ]);
  for (const { value } of found.columns) ok(value === null || Number.isFinite(value));
  await succeed(project.path, files);
});

Deno.test("a file that is not there, empty, without rows, or not text is refused by its name", async () => {
  write("reference.csv", steady);
  Deno.removeSync(project.file("current.csv"));
  const source = async (code: string, about: RegExp) => match(await refused(code, [], 1), about);
  await source("SOURCE_NOT_FOUND", /cannot read current.csv: there is no such file/);
  const content = (bytes: string | Uint8Array) =>
    Deno.writeFileSync(
      project.file("current.csv"),
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
    );
  content("");
  await source("SOURCE_EMPTY", /current.csv is empty/);
  content("type,torque_nm\n");
  await source("SOURCE_NO_ROWS", /current.csv has a header and no rows/);
  content(Uint8Array.of(...new TextEncoder().encode("type\n"), 0x4c, 0xe9, 10));
  await source("SOURCE_ENCODING", /current.csv is in another encoding/);
  content("type,type\nL,M\n");
  await source("SOURCE_COLUMN_DUPLICATE", /current.csv has two columns named "type"/);
  content("type,torque_nm\nL,4,5\n");
  await source("INPUT_DAMAGED", /current.csv has a row of 3 cells on line 2, and 2 columns/);
  Deno.mkdirSync(project.file("folder"));
  await expectFailure(project.path, "SOURCE_NOT_FOUND", [...files.slice(0, -1), "folder"]);
});

Deno.test("an Arrow file that is cut, is none, is not there or has no rows is refused", async () => {
  write("reference.csv", steady);
  const arrow = async (code: string) =>
    await expectFailure(project.path, code, [...files.slice(0, -1), "current.arrow"]);
  match(await arrow("SOURCE_NOT_FOUND"), /current.arrow: there is no such file\n {2}hint: check the path/);
  const writer = createArrowWriter(project.file("current.arrow"));
  writer.write(createTable({ torque_nm: Float64Array.from({ length: 1000 }, (_, row) => row) }));
  writer.commit();
  const whole = Deno.readFileSync(project.file("current.arrow"));
  for (const length of [4000, 100, 3, 0]) {
    Deno.writeFileSync(project.file("current.arrow"), whole.subarray(0, length));
    match(await arrow("INPUT_DAMAGED"), /current.arrow is damaged: .*\n {2}hint: give a whole/);
  }
  Deno.writeTextFileSync(project.file("current.arrow"), "torque_nm\n4\n");
  await arrow("INPUT_DAMAGED");
  const none = createArrowWriter(project.file("current.arrow"));
  none.write(createTable({ torque_nm: new Float64Array(0) }));
  none.commit();
  await arrow("SOURCE_NO_ROWS");
});

Deno.test("a test that does not exist, or does not take a column's kind, is refused with those that do", async () => {
  write("reference.csv", steady);
  write("current.csv", steady);
  match(
    await refused("DRIFT_METHOD", ["--method", "kolmogorov"]),
    /no drift test kolmogorov\n {2}for numbers: ks, .*\n {2}for categories: chisquare, /,
  );
  match(await refused("DRIFT_METHOD", ["--method", "ks"]), /cannot compare type, a column of categories\n/);
  match(
    await refused("DRIFT_METHOD", ["--method", "chisquare", "--columns", "torque_nm"]),
    /cannot compare torque_nm, a column of numbers\n {2}for numbers: ks, /,
  );
  await succeed(project.path, [...files, "--method", "chisquare", "--columns", "type"]);
});

Deno.test("a column that neither file has, is named twice or has no name is wrong use", async () => {
  write("reference.csv", steady);
  write("current.csv", steady);
  match(
    await refused("DRIFT_COLUMN", ["--columns", "type,torque"]),
    /has a column torque\n.*type, torque_nm/,
  );
  match(await refused("DRIFT_COLUMN", ["--categorical", "torque"]), /--categorical names torque, .*\n.*type/);
  match(await refused("USAGE", ["--columns", "type,torque_nm,type"]), /column type is named twice/);
  match(await refused("USAGE", ["--columns", "type,,torque_nm"]), /a column without a name/);
  await refused("USAGE", ["--fail"]);
  await expectFailure(project.path, "USAGE", ["drift", "--reference", "reference.csv"], 2);
});

Deno.test("a page is written with both distributions, beside what is printed", async () => {
  write("reference.csv", steady);
  write("current.csv", heavier);
  const finished: Finished = await runTask([...files, "--json", "--html", "out.html", "--fail-on-drift"], {
    cwd: project.path,
  });
  equal(finished.code, 3, finished.stderr);
  driftReportSchema.parse(JSON.parse(finished.stdout));
  const page = Deno.readTextFileSync(project.file("out.html"));
  match(page, /^<!doctype html>/i);
  for (const text of ["torque_nm", "type", "<svg"]) ok(page.includes(text), text);
  await refused("DRIFT_METHOD", ["--html", "none.html", "--method", "ks"]);
  equal(exists(project.file("none.html")), false);
});
