import { deepEqual, equal, match, ok } from "node:assert/strict";
import { metricsSchema } from "../../lib/contracts/metrics.ts";
import { readCsv } from "../../lib/table/csv_reader.ts";
import { copyProject } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { expectFailure } from "./expect_failure.ts";
import { filesOf, noTable, quick, succeed } from "./small_run.ts";

let project: TempFolder;
let header: string;
let lines: string[];

Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["simulate", "--to", "csv:plant.csv", "--rows", "1500", "--seed", "7"]);
  [header, ...lines] = Deno.readTextFileSync(project.file("plant.csv")).trimEnd().split("\n");
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The readings as rows of cells, so that a test can change some. */
function changed(change: (cells: string[], row: number) => string[] | void): string {
  return [
    header,
    ...lines.map((line, row) => {
      const cells = line.split(",");
      return (change(cells, row) ?? cells).join(",");
    }),
  ].join("\n") + "\n";
}

const place = (name: string) => header.split(",").indexOf(name);

async function ingestFails(code: string, content: string | Uint8Array): Promise<string> {
  await Deno.remove(project.file("data"), { recursive: true }).catch(() => {});
  Deno.writeFileSync(project.file("bad.csv"), typeof content === "string" ? utf8(content) : content);
  const text = await expectFailure(project.path, code, ["stage:ingest", "--source", "csv:bad.csv"]);
  const left = filesOf(project.path, ["data"]).filter((path) => path !== "data/raw/rejected.csv");
  deepEqual(left, [], "nothing under its final name but the rejected rows");
  return text;
}

Deno.test("an empty file and one with a header alone are refused", async () => {
  equal(
    await ingestFails("SOURCE_EMPTY", ""),
    "error[SOURCE_EMPTY]: bad.csv is empty\n  hint: give a CSV file with a header and rows",
  );
  equal(
    await ingestFails("SOURCE_NO_ROWS", header + "\n"),
    "error[SOURCE_NO_ROWS]: bad.csv has a header and no rows",
  );
});

Deno.test("a missing column is named with the headers there are, and how to map one", async () => {
  const torque = place("torque_nm");
  const file = [header.replace("torque_nm", "torque"), lines[0]].join("\n");
  equal(
    await ingestFails("SOURCE_COLUMN_MISSING", file),
    'error[SOURCE_COLUMN_MISSING]: bad.csv has no column for torque_nm (looked for "Torque [Nm]")\n' +
      `  it has: ${header.split(",").with(torque, "torque").join(", ")}\n` +
      "  hint: map your headers under ingest.columns in params.yaml, e.g.  torque_nm: torque",
  );
});

Deno.test("a header mapped as the hint says is then found", async () => {
  Deno.writeTextFileSync(
    project.file("bad.csv"),
    [header.replace("torque_nm", "torque"), ...lines].join("\n"),
  );
  const { stdout } = await succeed(project.path, [
    ...["stage:ingest", "--source", "csv:bad.csv", "--set", "ingest.columns.torque_nm=torque"],
  ]);
  match(stdout, /1,500 rows, 0 rejected/);
});

Deno.test("a file that is no comma-separated text in UTF-8 is refused for what it is", async () => {
  const whole = [header, ...lines].join("\n");
  const utf16 = new Uint8Array(2 + whole.length * 2);
  utf16.set([0xff, 0xfe]);
  for (let i = 0; i < whole.length; i++) utf16[2 + 2 * i] = whole.charCodeAt(i);
  const binary = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 256);
  const table: [code: string, message: RegExp, content: string | Uint8Array][] = [
    ["SOURCE_DELIMITER", /separated by semicolons/, whole.replaceAll(",", ";")],
    ["SOURCE_ENCODING", /is UTF-16/, utf16],
    ["SOURCE_ENCODING", /binary/, binary],
    ["SOURCE_QUOTE", /never closed, opened on line 3/, `${header}\n${lines[0]}\n"${lines[1]}\n${lines[2]}\n`],
    ["SOURCE_COLUMN_DUPLICATE", /two columns named "type"/, `${header},type\n${lines[0]},L\n`],
    ["SOURCE_LINE_TOO_LONG", /a line of over 1 MiB, line 2/, `${header}\n${"x".repeat(3 << 20)}\n`],
  ];
  for (const [code, message, content] of table) match(await ingestFails(code, content), message);
});

Deno.test("too many bad rows are refused with their reasons, and rejected.csv is kept", async () => {
  const all = await ingestFails("ROWS_REJECTED", changed((cells) => cells.with(place("type"), "Q")));
  match(
    all,
    /^error\[ROWS_REJECTED\]: all 1,500 rows of bad\.csv break the contract \(100 %; at most 1 % may\)\n/,
  );
  match(all, /\n {2}1,500 rows: type must be one of L, M, H\n {2}hint: data\/raw\/rejected\.csv has /);
  const many = await ingestFails(
    "ROWS_REJECTED",
    changed((cells, row) => row % 20 === 0 ? cells.with(place("torque_nm"), "") : cells),
  );
  match(many, /: 75 of 1,500 rows of bad\.csv break the contract \(5 %; at most 1 % may\)/);
  equal(Deno.readTextFileSync(project.file("data/raw/rejected.csv")).trimEnd().split("\n").length, 76);
});

Deno.test("few bad rows are set aside with line and reason, and the run goes on", async () => {
  const bad: Record<number, (cells: string[]) => string[]> = {
    10: (cells) => cells.with(place("type"), "Q"),
    20: (cells) => cells.with(place("torque_nm"), "NaN"),
    30: (cells) => cells.with(place("torque_nm"), "0x2a"),
    40: (cells) => cells.with(place("torque_nm"), "1e999"),
    50: (cells) => cells.slice(1),
  };
  Deno.writeTextFileSync(project.file("some.csv"), changed((cells, row) => bad[row]?.(cells) ?? cells));
  const { stdout } = await succeed(project.path, ["train", "--source", "csv:some.csv", ...quick, ...noTable]);
  match(stdout, /1,495 rows, 5 rejected \(see data\/raw\/rejected\.csv\)/);
  const rejected: string[][] = [];
  for await (const { rows } of readCsv(project.file("data/raw/rejected.csv"))) {
    rejected.push(...rows.map((row) => row.slice(0, 2)));
  }
  deepEqual(rejected, [
    ["12", 'type must be one of L, M, H, current value: "Q"'],
    ["22", 'torque_nm must be a finite decimal number, current value: "NaN"'],
    ["32", 'torque_nm must be a finite decimal number, current value: "0x2a"'],
    ["42", 'torque_nm must be a finite decimal number, current value: "1e999"'],
    ["52", "the row must have as many cells as the header (15), current value: 14"],
  ]);
  const metrics = metricsSchema.parse(
    JSON.parse(Deno.readTextFileSync(project.file("reports/metrics.json"))),
  );
  equal(metrics.data.rejected, 5);
  equal(metrics.data.rows, 1495);
});

Deno.test("readings of one class, of two failures, or without times for a split by time are refused", async () => {
  const failure = place("failure");
  const train = async (code: string, content: string, ...more: string[]) => {
    Deno.writeTextFileSync(project.file("bad.csv"), content);
    await Deno.remove(project.file("models"), { recursive: true }).catch(() => {});
    const text = await expectFailure(project.path, code, [
      "train",
      "--source",
      "csv:bad.csv",
      ...quick,
      ...more,
    ]);
    deepEqual(filesOf(project.path, ["models"]), []);
    match(text, /\n {2}hint: /);
    return text;
  };
  await train("LABEL_ONE_CLASS", changed((cells) => cells.with(failure, "0")));
  await train("LABEL_ONE_CLASS", changed((cells) => cells.with(failure, "1")));
  await train("LABEL_TOO_FEW", changed((cells, row) => cells.with(failure, row % 900 === 5 ? "1" : "0")));
  const untimed = [header, ...lines].map((line) =>
    line.split(",").toSpliced(place("measured_at"), 1).join(",")
  );
  await train("SPLIT_NO_TIME", untimed.join("\n"), "--set", "split.by=time");
  match(
    await train("BALANCE_TOO_FEW", [header, ...lines].join("\n"), "--set", "balance.k_neighbors=500"),
    /k_neighbors/,
  );
  await train("LABEL_TOO_FEW", [header, ...lines].join("\n"), "--set", "validation.folds=50");
  await train(
    "FEATURES_NONE",
    [header, ...lines].join("\n"),
    "--set",
    "transform.drop=[type,air_temperature_k,process_temperature_k,rotational_speed_rpm,torque_nm,tool_wear_min," +
      "power_w,temperature_difference_k,strain_min_nm,twf,hdf,pwf,osf,rnf]",
  );
});

Deno.test("a failure mode kept as a feature sounds the leak alarm in metrics.json and on screen", async () => {
  const { stdout, stderr } = await succeed(project.path, [
    ...["train", "--source", "csv:plant.csv", ...quick, ...noTable, "--set", "transform.drop=[]"],
  ]);
  const { leak } = metricsSchema.parse(
    JSON.parse(Deno.readTextFileSync(project.file("models/current/metrics.json"))),
  );
  equal(leak.alarm, true);
  ok(leak.reasons.some((reason) => /twf.*hdf.*pwf.*osf/.test(reason)), leak.reasons.join("\n"));
  match(stdout, /LEAK ALARM: do not believe these scores\n {4}- /);
  match(stderr, /"msg":"leak alarm"/);
  match(Deno.readTextFileSync(project.file("reports/metrics_report.txt")), /alarm/i);
});

Deno.test("a plant of one machine type is taken, and the log says so", async () => {
  Deno.writeTextFileSync(project.file("one.csv"), changed((cells) => cells.with(place("type"), "M")));
  const { stderr } = await succeed(project.path, ["train", "--source", "csv:one.csv", ...quick, ...noTable]);
  match(stderr, /"type":"M".*the column type is constant/);
});

Deno.test("a byte order mark, CRLF, quotes, another order and further columns change nothing of what is taken in", async () => {
  await succeed(project.path, ["stage:ingest", "--source", "csv:plant.csv"]);
  const plain = Deno.readTextFileSync(project.file("data/raw/readings.csv"));
  const names = header.split(",");
  const cells = (line: string) => line.split(",").reverse().map((cell, i) => i % 2 ? `"${cell}"` : cell);
  const strange = [["note", ...names.toReversed()].join(",")].concat(
    lines.map((line) => ['"a, ""b"""', ...cells(line)].join(",")),
  );
  Deno.writeTextFileSync(project.file("strange.csv"), `\uFEFF${strange.join("\r\n")}\r\n`);
  await succeed(project.path, ["stage:ingest", "--source", "csv:strange.csv"]);
  equal(Deno.readTextFileSync(project.file("data/raw/readings.csv")), plain);
});
