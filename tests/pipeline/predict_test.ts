import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type MachineType, type SensorColumn, sensorColumns } from "../../lib/contracts/reading.ts";
import { type LoadedModel, loadModel } from "../../lib/model/load_model.ts";
import { scoreReading, scoreTable } from "../../lib/model/score.ts";
import { readCsv } from "../../lib/table/csv_reader.ts";
import { createTable } from "../../lib/table/table.ts";
import { copyProject, type Finished, runProgram, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { exists, noTable, quick, smallSource, succeed } from "./small_run.ts";

const sensors = ["298.9", "309.1", "2861", "4.6", "143"];
const header = ["type", ...sensorColumns].join(",");

let project: TempFolder;
let loaded: LoadedModel;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
  loaded = await loadModel(project.file("models/current"));
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

/** Scores a file, and gives its rows as text. */
async function scored(input: string | Uint8Array): Promise<{ header: readonly string[]; rows: string[][] }> {
  write("in.csv", input);
  await succeed(project.path, ["predict", "--input", "in.csv", "--output", "out.csv"]);
  return await read("out.csv");
}

async function refused(input: string, ...more: string[]): Promise<Finished> {
  write("in.csv", input);
  Deno.removeSync(project.file("out.csv"), { recursive: true });
  const finished = await runTask(["predict", "--input", "in.csv", "--output", "out.csv", ...more], {
    cwd: project.path,
  });
  equal(exists(project.file("out.csv")), false, "nothing was written");
  deepEqual(parts(), []);
  return finished;
}

function write(name: string, content: string | Uint8Array): void {
  Deno.writeFileSync(
    project.file(name),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  if (name === "in.csv") Deno.writeTextFileSync(project.file("out.csv"), "");
}

async function read(name: string): Promise<{ header: readonly string[]; rows: string[][] }> {
  let header: readonly string[] = [];
  const rows: string[][] = [];
  for await (const batch of readCsv(project.file(name))) {
    header = batch.header;
    rows.push(...batch.rows.map((row) => [...row]));
  }
  return { header, rows };
}

function parts(folder = project.path): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".part"));
}

/** What the model says of one reading, as a cell. */
function expected(type: MachineType, values: readonly string[] = sensors): [string, string] {
  const numbers = Object.fromEntries(sensorColumns.map((name, i) => [name, Number(values[i])]));
  const reading = { machine_id: "m", type, ...numbers as Record<SensorColumn, number> };
  const { probability, failure } = scoreReading(loaded.model, reading);
  return [String(probability), failure ? "1" : "0"];
}

Deno.test("probabilities of a whole file, read back, are the model's to the last bit", async () => {
  const { header, rows } = await read("data/raw/readings.csv");
  const at = (name: string) => header.indexOf(name);
  const result = await scored(Deno.readFileSync(project.file("data/raw/readings.csv")));
  deepEqual(result.header, [...header, "probability", "predicted_failure", "error"]);
  deepEqual(result.rows.map((cells) => cells.slice(0, header.length)), rows);

  const table = createTable({
    type: rows.map((cells) => cells[at("type")]),
    ...Object.fromEntries(
      sensorColumns.map((name) => [name, Float64Array.from(rows, (cells) => Number(cells[at(name)]))]),
    ),
  });
  const probability = Float64Array.from(result.rows, (cells) => Number(cells[header.length]));
  deepEqual(probability, scoreTable(loaded.model, table));
  const limit = loaded.model.header.threshold.probability;
  deepEqual(
    result.rows.map((cells) => cells.slice(header.length + 1)),
    [...probability].map((value) => [value >= limit ? "1" : "0", ""]),
  );
  ok(new Set(result.rows.map((cells) => cells[header.length + 1])).size === 2, "both decisions occur");
});

Deno.test("the published data set's headers and further columns are understood, and every cell is kept", async () => {
  const ai4i = [
    ...["UDI", "Product ID", "Type", "Air temperature [K]", "Process temperature [K]"],
    ...["Rotational speed [rpm]", "Torque [Nm]", "Tool wear [min]", "Machine failure"],
  ];
  const row = ["1", "M14860", "M", ...sensors, "0"];
  const { header, rows } = await scored(`${ai4i.join(",")}\n${row.join(",")}\n`);
  deepEqual(header, [...ai4i, "probability", "predicted_failure", "error"]);
  deepEqual(rows, [[...row, ...expected("M"), ""]]);
});

Deno.test("neither a label nor an identifier is needed", async () => {
  const { rows } = await scored(`${header}\nL,${sensors.join(",")}\n`);
  deepEqual(rows, [["L", ...sensors, ...expected("L"), ""]]);
});

Deno.test("a byte order mark, CRLF, quotes, another order and further columns change no probability", async () => {
  const [air, process, speed, torque, wear] = sensors;
  const names =
    "torque_nm,note,tool_wear_min,type,rotational_speed_rpm,process_temperature_k,air_temperature_k";
  const file =
    `\uFEFF${names}\r\n"${torque}","say ""hm"",\nor so",${wear},H,${speed},"${process}",${air}\r\n`;
  const { header, rows } = await scored(file);
  equal(header[0], "torque_nm");
  const note = 'say "hm",\nor so';
  deepEqual(rows, [[torque, note, wear, "H", speed, process, air, ...expected("H"), ""]]);
});

Deno.test("a row that cannot be read keeps its place and its cells, with the reason", async () => {
  const good = `M,${sensors.join(",")}`;
  const rowsIn = [
    good,
    "X,298.9,309.1,2861,4.6,143",
    "L,,309.1,2861,4.6,143",
    "L,298.9,NaN,2861,4.6,143",
    "L,298.9,309.1,0xb2d,4.6,143",
    "L,298.9,309.1,2861,Infinity,143",
    "L,298.9,309.1,2861,high,143",
    "L,298.9,309.1,2861",
    "L,298.9,309.1,2861,4.6,143,7",
    good,
  ];
  write("in.csv", `${header}\n${rowsIn.join("\n")}\n`);
  const { stdout, stderr } = await succeed(project.path, [
    ...["predict", "--input", "in.csv", "--output", "out.csv"],
  ]);
  const { rows } = await read("out.csv");
  equal(rows.length, rowsIn.length);
  for (const at of [0, 9]) deepEqual(rows[at], ["M", ...sensors, ...expected("M"), ""]);
  const errors = rows.slice(1, 9).map((cells) => cells.slice(6));
  ok(errors.every(([probability, failure]) => probability === "" && failure === ""));
  deepEqual(errors.map(([, , error]) => error), [
    'line 3: type must be one of L, M, H, current value: "X"',
    "line 4: air_temperature_k must be a finite decimal number, current value: blank",
    'line 5: process_temperature_k must be a finite decimal number, current value: "NaN"',
    'line 6: rotational_speed_rpm must be a finite decimal number, current value: "0xb2d"',
    'line 7: torque_nm must be a finite decimal number, current value: "Infinity"',
    'line 8: torque_nm must be a finite decimal number, current value: "high"',
    "line 9: the row must have as many cells as the header (6), current value: 4",
    "line 10: the row must have as many cells as the header (6), current value: 7",
  ]);
  deepEqual(rows[7].slice(0, 6), ["L", "298.9", "309.1", "2861", "", ""]);
  match(stdout, /10 rows, \d predicted to fail, 8 not scored \(see their error column\)/);
  equal(stderr.split("\n").filter((line) => line.includes("row not scored")).length, 8);
});

Deno.test("a file of bad rows does not flood the log", async () => {
  write("in.csv", `${header}\n${"X,1,1,1,1,1\n".repeat(1000)}`);
  const { stderr } = await succeed(project.path, ["predict", "--input", "in.csv", "--output", "out.csv"]);
  const lines = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  ok(lines.length <= 12, stderr);
  equal(lines.at(-1).errors, 1000);
});

Deno.test("a file that has been scored already is refused, and so is one with a column missing", async () => {
  const twice = await refused(`${header},probability\nM,${sensors.join(",")},0.5\n`);
  equal(twice.code, 1);
  match(
    twice.stderr,
    /^error\[SOURCE_COLUMN_DUPLICATE\]: in\.csv has a column probability already\n {2}hint: /m,
  );

  const missing = await refused("type,air_temperature_k\nM,298.9\n");
  equal(missing.code, 1);
  match(missing.stderr, /^error\[SOURCE_COLUMN_MISSING\]: in\.csv has no column for process_temperature_k/m);
  match((await refused(`${header.replace("type,", "")}\n`)).stderr, /has no column for type/);
});

Deno.test("a header without rows and an empty file are refused", async () => {
  match(
    (await refused(`${header}\n`)).stderr,
    /^error\[SOURCE_NO_ROWS\]: in\.csv has a header and no rows$/m,
  );
  match((await refused("")).stderr, /^error\[SOURCE_EMPTY\]: in\.csv is empty$/m);
});

Deno.test("a fault in the middle of a file leaves nothing of the output", async () => {
  const { code, stderr } = await refused(`${header}\n${`M,${sensors.join(",")}\n`.repeat(9000)}"open\n`);
  equal(code, 1);
  match(stderr, /^error\[SOURCE_QUOTE\]: in\.csv has a quote that is never closed, opened on line 9002$/m);
});

Deno.test("a file can be scored in its place, and a failure leaves it as it was", async () => {
  const before = `${header}\nM,${sensors.join(",")}\n`;
  write("same.csv", before);
  const inPlace = ["predict", "--input", "same.csv", "--output", "same.csv"];
  await succeed(project.path, inPlace);
  deepEqual((await read("same.csv")).rows, [["M", ...sensors, ...expected("M"), ""]]);

  write("same.csv", `${before}"open\n`);
  equal((await runTask(inPlace, { cwd: project.path })).code, 1);
  equal(Deno.readTextFileSync(project.file("same.csv")), `${before}"open\n`);
  deepEqual(parts(), []);
});

Deno.test("a model that is missing, cut short or flipped is refused before a row is read", async () => {
  const rows = `${header}\nM,${sensors.join(",")}\n`;
  const bytes = Deno.readFileSync(project.file("models/current/model.safetensors"));
  Deno.mkdirSync(project.file("other"));
  const use = (changed: Uint8Array) => {
    Deno.writeFileSync(project.file("other/model.safetensors"), changed);
    return refused(rows, "--model", "other");
  };
  const missing = await refused(rows, "--model", "nowhere");
  equal(missing.code, 1);
  match(
    missing.stderr,
    /^error\[MODEL_NOT_FOUND\]: there is no model at nowhere\/model\.safetensors\n {2}hint: /m,
  );
  for (const length of [0, 7, 100, bytes.length - 1]) {
    match(
      (await use(bytes.slice(0, length))).stderr,
      /^error\[MODEL_TRUNCATED\]: other\/model\.safetensors is cut short/m,
    );
  }
  for (const at of [0, 9, 400, bytes.length - 5]) {
    const flipped = bytes.slice();
    flipped[at] ^= 1;
    const { code, stderr } = await use(flipped);
    equal(code, 1);
    match(stderr, /^error\[MODEL_(?:DAMAGED|TRUNCATED|VERSION)\]: other\/model\.safetensors /m, `byte ${at}`);
  }
});

Deno.test("memory stays flat over 300,000 rows, and a process killed on the way leaves no output", async () => {
  await succeed(project.path, ["simulate", "--to", "csv:many.csv", "--rows", "300000", "--seed", "3"]);
  const command = (output: string) => [
    ...["run", "-q", "-P=files", "pipeline/predict.ts", "--input", "many.csv", "--output", output],
  ];
  const start = (output: string) =>
    new Deno.Command(Deno.execPath(), {
      args: command(output),
      cwd: project.path,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();

  const watch = '"$0" "$@" >&2 & while grep VmHWM "/proc/$!/status"; do sleep 0.02; done; wait $!';
  const whole = await runProgram("sh", ["-c", watch, Deno.execPath(), ...command("whole.csv")], {
    cwd: project.path,
  });
  equal(whole.code, 0, whole.stderr);
  const peak = Math.max(...Array.from(whole.stdout.matchAll(/\d+/g), ([kib]) => Number(kib) / 1024));
  ok(peak > 30 && peak < 300, `at most ${peak.toFixed(0)} MiB for 300,000 rows`);
  ok(exists(project.file("whole.csv")));

  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGKILL", 137]] as const) {
    const child = start("killed.csv");
    while (parts().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    equal((await child.status).code, code);
    equal(exists(project.file("killed.csv")), false);
    if (signal !== "SIGKILL") deepEqual(parts(), [], signal);
  }
  const again = start("killed.csv");
  equal((await again.status).code, 0);
  equal(Deno.statSync(project.file("killed.csv")).size, Deno.statSync(project.file("whole.csv")).size);
});
