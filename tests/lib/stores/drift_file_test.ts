import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { tableFromArrays, tableToIPC, timestamp } from "@uwdata/flechette";
import { type DriftFile, openDriftFile } from "../../../lib/stores/drift_file.ts";
import { tempFolder } from "../../support/temp_folder.ts";

type Cell = number | string | boolean | null;
interface ArrowCase {
  rows: number;
  cells: Record<string, Cell[]>;
  files: Record<string, string>;
}

const { mixed, long } = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/arrow_files.json", import.meta.url)),
) as Record<"mixed" | "long", ArrowCase>;

async function opened(base64: string, columns?: string[]): Promise<DriftFile> {
  await using folder = await tempFolder();
  // No name tells what it is.
  const path = folder.file("data");
  Deno.writeFileSync(path, Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
  return await openDriftFile(path, { columns });
}

function countsOf(cells: readonly Cell[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const text = cell === true ? "True" : cell === false ? "False" : String(cell);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort();
}

for (const [compression, bytes] of Object.entries(mixed.files)) {
  Deno.test(`a file that pandas wrote is read as pandas has it, ${compression}`, async () => {
    const file = await opened(bytes);
    deepEqual([file.rowCount, file.names], [mixed.rows, Object.keys(mixed.cells)]);
    const integers: string[] = [];
    for (const [name, cells] of Object.entries(mixed.cells)) {
      const content = file.content(name);
      const missing = cells.filter((cell) => cell === null).length;
      deepEqual([content.rows, content.missing], [mixed.rows, missing], name);
      if (content.numbers === null) {
        deepEqual([...content.texts().counts].sort(), countsOf(cells), name);
      } else {
        deepEqual([...content.numbers], cells.map((cell) => cell ?? NaN), name);
        if (content.integer) integers.push(name);
      }
    }
    deepEqual(integers, ["count", "small"]);
  });
}

for (const [compression, bytes] of Object.entries(long.files)) {
  Deno.test(`columns longer than a block are unpacked whole, ${compression}`, async () => {
    const file = await opened(bytes);
    const { rows } = long;
    deepEqual(
      file.content("wear").numbers,
      Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 400) % 240),
    );
    deepEqual(
      file.content("step").numbers,
      Float64Array.from({ length: rows }, (_, row) => row < rows / 2 ? 0.5 : 1.5),
    );
  });
}

Deno.test("columns that are not asked for are not looked at, and of no such type as to be refused", async () => {
  const file = await opened(mixed.files.lz4, ["line", "none"]);
  deepEqual([file.rowCount, file.names.length], [mixed.rows, 7]);
  equal(file.holdsText("line"), true);

  await using folder = await tempFolder();
  const table = tableFromArrays({ torque: [1, 2], when: [new Date(0), new Date(1)] }, {
    types: { when: timestamp() },
  });
  Deno.writeFileSync(folder.file("a"), tableToIPC(table, { format: "stream" })!);
  equal((await openDriftFile(folder.file("a"), { columns: ["torque"] })).rowCount, 2);
  await rejects(openDriftFile(folder.file("a")), (error: Error & { code: string; hint: string }) => {
    equal(error.code, "INPUT_DAMAGED");
    match(error.message, /column when holds neither numbers nor text/);
    match(error.hint, /naming the columns/);
    return true;
  });
});
