import { deepEqual, equal, rejects } from "node:assert/strict";
import { readParams } from "../../pipeline/params.ts";
import { transform } from "../../pipeline/transform.ts";
import type { SplitParams } from "../../lib/contracts/params.ts";
import { readingColumns, sensorColumns } from "../../lib/contracts/reading.ts";
import { silentLog } from "../../lib/log.ts";
import { engineeredColumn, engineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import { assignSides } from "../../lib/prepare/split.ts";
import { readingBatches } from "../../lib/stores/reading_batches.ts";
import { readArrow } from "../../lib/table/arrow_reader.ts";
import { joinTables } from "../../lib/table/join_tables.ts";
import { numberColumn, type Table, takeRows, textColumn } from "../../lib/table/table.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";

const header = readingColumns.map(({ name }) => name).join(",");

/** Rows for some of the reader's batches, failures among them; the machine of each is given by its number. */
function lines(rows: number, machine: (row: number) => string): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const time = new Date(Date.UTC(2026, 0, 1) + row * 60_000).toISOString();
    const sensors = `${300 + row % 7 / 10},${310 + row % 5 / 10},${1400 + row % 300},${40 + row % 13 / 10},${
      row % 200
    }`;
    const failed = row % 20 === 0 ? 1 : 0;
    return `${row + 1},${machine(row)},${time},${"LMH"[row % 3]},${sensors},${failed},0,0,${failed},0,0`;
  });
}

async function write(folder: TempFolder, lines: readonly string[]): Promise<void> {
  await Deno.writeTextFile(folder.file("readings.csv"), `${header}\n${lines.join("\n")}\n`);
  const summary = { source: "csv:plant.csv", hash: "", rows: lines.length, failures: 0, rejected: 0 };
  await Deno.writeTextFile(folder.file("summary.json"), JSON.stringify(summary));
}

const text = Deno.readTextFileSync(new URL("../../params.yaml", import.meta.url));
const defaults = readParams({ base: { file: "params.yaml", text } });

function run(folder: TempFolder, split: Partial<SplitParams> = {}) {
  const params = { ...defaults, split: { ...defaults.split, ...split } };
  const progress = () => ({ update() {}, stop() {} });
  return transform({ params, log: silentLog, progress }, {
    raw: folder.path,
    prepared: folder.file("prepared"),
  });
}

async function sides(folder: TempFolder): Promise<Table[]> {
  return [
    await readArrow(folder.file("prepared/train.arrow")),
    await readArrow(folder.file("prepared/test.arrow")),
  ];
}

const plain = ({ columns }: Table) =>
  [...columns].map(([name, column]) => [name, Array.from<unknown>(column)]);

/** What transform must come to, from the whole table at once. */
async function checkSides(folder: TempFolder, split: Partial<SplitParams> = {}): Promise<void> {
  const parts: Table[] = [];
  for await (const { table } of readingBatches(folder.file("readings.csv"))) parts.push(table);
  const whole = joinTables(parts);
  const heldOut = assignSides(whole, { ...defaults.split, ...split });
  for (const [side, prepared] of (await sides(folder)).entries()) {
    const rows = takeRows(whole, [...heldOut.keys()].filter((row) => heldOut[row] === side));
    deepEqual(textColumn(prepared, "reading_id"), textColumn(rows, "reading_id"));
    for (const name of ["machine_id", "measured_at", "type"]) {
      deepEqual(textColumn(prepared, name), textColumn(rows, name));
    }
    for (const name of [...sensorColumns, "failure"]) {
      deepEqual(numberColumn(prepared, name), numberColumn(rows, name));
    }
    for (const feature of engineeredFeatures) {
      deepEqual(numberColumn(prepared, feature.name), engineeredColumn(rows, feature));
    }
    equal(prepared.columns.size, 13, "no mode of failure is left");
  }
}

Deno.test("rows go to the side that the plan for the whole table gives them, by row, machine and time", async () => {
  await using folder = await tempFolder();
  await write(folder, lines(5_000, (row) => `mill-${row % 40}`));
  for (const by of ["auto", "row", "machine", "time"] as const) {
    const summary = await run(folder, { by });
    equal(summary.by, by === "auto" ? "machine" : by);
    equal(summary.train.rows + summary.test.rows, 5_000);
    await checkSides(folder, { by });
  }
});

Deno.test("where the first machine comes back only at the end, the files are those of a split by machine", async () => {
  await using folder = await tempFolder();
  await write(folder, lines(5_000, (row) => row === 4_999 ? "mill-7" : `mill-${row}`));
  equal((await run(folder)).by, "machine");
  const presumed = [
    await Deno.readFile(folder.file("prepared/train.arrow")),
    await Deno.readFile(folder.file("prepared/test.arrow")),
  ];
  await checkSides(folder);
  await run(folder, { by: "machine" });
  deepEqual(presumed, [
    await Deno.readFile(folder.file("prepared/train.arrow")),
    await Deno.readFile(folder.file("prepared/test.arrow")),
  ]);
});

Deno.test("quoted cells, CRLF and other spellings of the same readings give the same rows", async () => {
  await using folder = await tempFolder();
  const plainLines = lines(4_000, (row) => `mill-${row % 40}`);
  await write(folder, plainLines);
  const summary = await run(folder);
  const expected = (await sides(folder)).map(plain);
  for (
    const odd of [
      (line: string, row: number) => row % 1_000 === 7 ? line.replace(/,(mill-\d+),/, ',"$1",') : line,
      (line: string) => line + "\r",
      (line: string, row: number) => row % 2_500 === 0 ? line.replace(/,0$/, ",0.0") : line,
      (line: string, row: number) => row === 3_000 ? line.replace(".000Z", "+00:00") : line,
    ]
  ) {
    await write(folder, plainLines.map(odd));
    deepEqual(await run(folder), summary);
    deepEqual((await sides(folder)).map(plain), expected);
  }
});

Deno.test("a bad cell is named with its line wherever it is, and leaves no file behind", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(folder.file("prepared"));
  for (const row of [3, 3_999]) {
    const spoilt = lines(4_000, (row) => `mill-${row % 40}`);
    spoilt[row] = spoilt[row].replace(/,[LMH],/, ",Q,");
    await write(folder, spoilt);
    await rejects(run(folder), {
      code: "INPUT_DAMAGED",
      message: new RegExp(`line ${row + 2}: type must be one of L, M, H, current value: "Q"$`),
    });
    deepEqual([...Deno.readDirSync(folder.file("prepared"))], []);
  }
});
