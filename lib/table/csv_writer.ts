import { createAtomicFile } from "./atomic_file.ts";

/** Writes rows to a CSV file that appears under its name only when it is whole. */
export interface CsvWriter {
  /** Rows written, the header not counted. */
  readonly rowCount: number;
  /** Writes a row, quoting cells where they need it. */
  writeRow(cells: readonly (string | number)[]): void;
  /** Writes a row that is a line of CSV already, without its newline. */
  writeLine(line: string): void;
  /** Flushes, and gives the file its name. */
  commit(): void;
  /** Removes what was written. Does nothing after `commit`. */
  abort(): void;
}

/** How a CSV file is written. */
export interface CsvWriterOptions {
  /** Sees every piece of the file in turn, e.g. to hash it. */
  onBytes?: (bytes: Uint8Array) => void;
}

/** UTF-16 code units gathered before they are encoded and written. */
const flushLength = 1 << 16;

/**
 * Starts a CSV file as RFC 4180 describes it, with LF for a newline: a cell that holds a comma, a quote, CR or LF
 * is quoted. Numbers are written as the shortest text that reads back to the same double.
 *
 * @throws {FaultlineError} `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL`, here and in every method that writes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const folder = Deno.makeTempDirSync();
 * const writer = createCsvWriter(`${folder}/a.csv`, ["machine_id", "torque_nm"]);
 * writer.writeRow(["lathe, old", 42.8]);
 * writer.commit();
 * equal(Deno.readTextFileSync(`${folder}/a.csv`), 'machine_id,torque_nm\n"lathe, old",42.8\n');
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function createCsvWriter(
  path: string,
  header: readonly string[],
  options: CsvWriterOptions = {},
): CsvWriter {
  const file = createAtomicFile(path);
  const encoder = new TextEncoder();
  let pending = formatCsvRow(header) + "\n";
  let rowCount = 0;

  function flush() {
    const bytes = encoder.encode(pending);
    pending = "";
    options.onBytes?.(bytes);
    file.write(bytes);
  }

  function writeLine(line: string) {
    pending += line + "\n";
    rowCount++;
    if (pending.length >= flushLength) flush();
  }

  return {
    get rowCount() {
      return rowCount;
    },
    writeRow: (cells) => writeLine(formatCsvRow(cells)),
    writeLine,
    commit() {
      flush();
      file.commit();
    },
    abort: () => file.abort(),
  };
}

/** A row as one line of CSV, without its newline. */
export function formatCsvRow(cells: readonly (string | number)[]): string {
  // A row of one empty cell would be a blank line, which readers skip.
  if (cells.length === 1 && cells[0] === "") return '""';
  let line = "";
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (i > 0) line += ",";
    line += typeof cell === "string" ? quoteCsvCell(cell) : cell;
  }
  return line;
}

/** A cell as it stands in a CSV file: quoted where it needs it. */
export function quoteCsvCell(cell: string): string {
  return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const needsQuotes = /[",\r\n]/;
