import { FaultlineError } from "../errors.ts";
import { type CsvRows, longestLine } from "./csv_rows.ts";
import { createCsvTextReader, type CsvTextReader } from "./csv_text_reader.ts";
import { readChunks } from "./read_chunks.ts";

/** How a CSV file is read. */
export interface CsvReaderOptions {
  /** Bytes read at a time (default 128 KiB; at most 1 MiB). */
  chunkBytes?: number;
}

/** Makes of a CSV file's rows what is wanted of them. */
export interface CsvTaker<T> {
  /** From cells of text. A ragged row has its true number of cells. */
  fromText(rows: CsvRows): T;
  /**
   * From the bytes of whole lines, each with its newline: a faster way for plain files. It gives what `fromText` would
   * give of these rows, or undefined to have them as text. It may keep the bytes.
   */
  fromBytes?(lines: Uint8Array): (T & { readonly rowCount: number }) | undefined;
}

/** Some rows of a CSV file, as its taker made them. */
export interface TakenBatch<T> {
  readonly value: T;
  /** How much of the file has been read, in [0, 1]. */
  readonly progress: number;
}

/**
 * Reads a CSV file in batches, with flat memory, as {@linkcode readCsv} says. `take` is called once, when the header
 * is known, and makes the taker of every batch; the first batch always comes, be it without rows. Which rows make a
 * batch, and which faults are found, does not depend on whether they are taken as text or as bytes.
 *
 * @throws {FaultlineError} As {@linkcode readCsv}, and whatever the taker throws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "torque_nm\n40\n42\n");
 * let count = 0;
 * for await (const { value } of csvBatches(path, () => ({ fromText: ({ rows }) => rows.length }))) count += value;
 * equal(count, 2);
 * Deno.removeSync(path);
 * ```
 */
export async function* csvBatches<T>(
  path: string,
  take: (header: readonly string[]) => CsvTaker<T>,
  options: CsvReaderOptions = {},
): AsyncGenerator<TakenBatch<T>> {
  const { chunkBytes = 1 << 17 } = options;
  if (!Number.isInteger(chunkBytes) || chunkBytes < 1 || chunkBytes > longestLine) {
    throw new RangeError(
      `Cannot read CSV: chunkBytes must be from 1 to ${longestLine}, current value: ${chunkBytes}`,
    );
  }
  using file = await openFile(path);
  const size = Math.max((await file.stat()).size, 1);
  let found: { taker: CsvTaker<T>; columnCount: number } | undefined;
  let bytesRead = 0;
  let line = 1;
  // While there is a text reader it keeps the unfinished row; while there is none, `rest` is the unfinished line.
  let text: CsvTextReader | undefined = createCsvTextReader(path);
  let rest = new Uint8Array(0);

  for await (const { chunk, ended } of readChunks(file, chunkBytes)) {
    bytesRead += chunk.length;
    const progress = Math.min(bytesRead / size, 1);
    const bytes = text ? chunk : join(rest, chunk);
    const linesEnd = bytes.lastIndexOf(newline) + 1;
    if (!text) {
      const value = linesEnd > 0 && bytes.length <= longestLine && isPlain(bytes.subarray(linesEnd))
        ? found?.taker.fromBytes?.(bytes.subarray(0, linesEnd))
        : undefined;
      if (value !== undefined) {
        line += value.rowCount;
        rest = bytes.slice(linesEnd);
        yield { value, progress };
        continue;
      }
      text = createCsvTextReader(path, line);
    }

    const batch = text.read(bytes, ended);
    const isFirst = found === undefined;
    const rowCount = batch.rows.length;
    line += rowCount;
    if (found === undefined) {
      const first = batch.rows.findIndex((row) => !isBlank(row));
      if (first < 0) continue;
      const header = checkHeader(path, batch.rows[first]);
      found = { taker: take(header), columnCount: header.length };
      batch.rows.splice(0, first + 1);
      batch.lines.splice(0, first + 1);
    }
    // Where there is no quote a row is a line, and what stands behind the last newline is all that is unfinished.
    if (found.taker.fromBytes && !text.sawQuote) {
      text = undefined;
      rest = bytes.slice(linesEnd);
    }
    if (rowCount === 0 && !isFirst) continue;
    if (found.columnCount > 1) dropBlank(batch);
    yield { value: found.taker.fromText(batch), progress };
  }
  if (found === undefined) {
    throw new FaultlineError("SOURCE_EMPTY", `${path} is empty`, {
      hint: "give a CSV file with a header and rows",
    });
  }
}

const newline = 10;

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Whether there is nothing but printable ASCII. */
function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 32 && byte < 127);
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

function dropBlank(batch: CsvRows): void {
  if (!batch.rows.some(isBlank)) return;
  batch.lines = batch.lines.filter((_, i) => !isBlank(batch.rows[i]));
  batch.rows = batch.rows.filter((row) => !isBlank(row));
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0].trim() === "";
}
