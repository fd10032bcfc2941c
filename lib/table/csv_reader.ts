import { FaultlineError } from "../errors.ts";
import { createRowCutter, longestLine } from "./csv_rows.ts";

/** Some rows of a CSV file. */
export interface CsvBatch {
  /** The file's header; the same array in every batch. */
  readonly header: readonly string[];
  /** Cells as text. A ragged row has its true number of cells. */
  readonly rows: readonly (readonly string[])[];
  /** The line each row starts on, counted from 1. */
  readonly lines: ArrayLike<number>;
  /** How much of the file has been read, in [0, 1]. */
  readonly progress: number;
}

/** How a CSV file is read. */
export interface CsvReaderOptions {
  /** Bytes read at a time (default 128 KiB; at most 1 MiB). */
  chunkBytes?: number;
}

/**
 * Reads a CSV file in batches, with flat memory. The first batch always comes, be it without rows; every batch
 * carries the header. A byte order mark, CRLF, and quoted cells with commas, quotes and newlines are understood;
 * blank lines are skipped, save in a file of one column.
 *
 * @throws {FaultlineError} `SOURCE_NOT_FOUND` when there is no such file; `SOURCE_EMPTY` when it holds nothing;
 * `SOURCE_ENCODING` when it is not UTF-8; `SOURCE_DELIMITER` when its header is separated by semicolons or tabs;
 * `SOURCE_COLUMN_DUPLICATE` when two columns have one name; `SOURCE_QUOTE` for a quote that is not closed, or is
 * closed in the middle of a cell; `SOURCE_LINE_TOO_LONG` for a line longer than {@linkcode longestLine}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, 'machine_id,torque_nm\r\n"lathe, old",42.8\r\n');
 * for await (const { header, rows } of readCsv(path)) {
 *   deepEqual(header, ["machine_id", "torque_nm"]);
 *   deepEqual(rows, [["lathe, old", "42.8"]]);
 * }
 * Deno.removeSync(path);
 * ```
 */
export async function* readCsv(path: string, options: CsvReaderOptions = {}): AsyncGenerator<CsvBatch> {
  const { chunkBytes = 1 << 17 } = options;
  if (!Number.isInteger(chunkBytes) || chunkBytes < 1 || chunkBytes > longestLine) {
    throw new RangeError(
      `Cannot read CSV: chunkBytes must be from 1 to ${longestLine}, current value: ${chunkBytes}`,
    );
  }
  using file = await openFile(path);
  const size = Math.max((await file.stat()).size, 1);
  const decode = createDecoder(path);
  const buffer = new Uint8Array(chunkBytes);
  const cut = createRowCutter(path);
  let header: string[] | undefined;
  let bytesRead = 0;

  for (let ended = false; !ended;) {
    const count = await file.read(buffer);
    ended = count === null;
    bytesRead += count ?? 0;
    const batch = cut(decode(buffer.subarray(0, count ?? 0), ended), ended);
    if (header === undefined) {
      const first = batch.rows.findIndex((row) => !isBlank(row));
      if (first < 0) continue;
      header = checkHeader(path, batch.rows[first]);
      batch.rows.splice(0, first + 1);
      batch.lines.splice(0, first + 1);
    } else if (batch.rows.length === 0) continue;
    if (header.length > 1) dropBlank(batch);
    yield { header, ...batch, progress: Math.min(bytesRead / size, 1) };
  }
  if (header === undefined) {
    throw new FaultlineError("SOURCE_EMPTY", `${path} is empty`, {
      hint: "give a CSV file with a header and rows",
    });
  }
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    if ((await Deno.stat(path)).isDirectory) {
      throw new FaultlineError("SOURCE_NOT_FOUND", `${path} is a folder, not a CSV file`);
    }
    return await Deno.open(path);
  } catch (cause) {
    if (cause instanceof FaultlineError) throw cause;
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : (cause as Error).name;
    throw new FaultlineError("SOURCE_NOT_FOUND", `cannot read ${path}: ${why}`, {
      cause,
      hint: "check the path",
    });
  }
}

/** Turns the file's bytes into text, a piece at a time, and refuses what is not UTF-8 text. */
function createDecoder(path: string): (bytes: Uint8Array, ended: boolean) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const refusal = (what: string) =>
    new FaultlineError("SOURCE_ENCODING", `${path} is ${what}, not UTF-8 text`, {
      hint: 'save it as "CSV UTF-8"',
    });
  let isStart = true;

  return (bytes, ended) => {
    // No text in UTF-8 begins with these bytes; a UTF-16 byte order mark does.
    if (isStart && (bytes[0] === 0xff || bytes[0] === 0xfe)) throw refusal("UTF-16");
    if (bytes.length > 0) isStart = false;
    if (bytes.includes(0)) throw refusal("binary or UTF-16");
    try {
      return decoder.decode(bytes, { stream: !ended });
    } catch (cause) {
      if (cause instanceof TypeError) throw refusal("in another encoding, or binary");
      throw cause;
    }
  };
}

function checkHeader(path: string, cells: string[]): string[] {
  const header = cells.map((cell) => cell.trim());
  if (header.length === 1 && /[;\t]/.test(header[0])) {
    const separator = header[0].includes(";") ? "semicolons" : "tabs";
    throw new FaultlineError("SOURCE_DELIMITER", `${path} is separated by ${separator}, not by commas`, {
      hint: "save it with commas between cells and points in numbers",
    });
  }
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== "" && seen.has(name)) {
      throw new FaultlineError(
        "SOURCE_COLUMN_DUPLICATE",
        `${path} has two columns named ${JSON.stringify(name)}`,
        {
          hint: "rename or remove one of them",
        },
      );
    }
    seen.add(name);
  }
  return header;
}

function dropBlank(batch: { rows: string[][]; lines: number[] }): void {
  if (!batch.rows.some(isBlank)) return;
  batch.lines = batch.lines.filter((_, i) => !isBlank(batch.rows[i]));
  batch.rows = batch.rows.filter((row) => !isBlank(row));
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0].trim() === "";
}
