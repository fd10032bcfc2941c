import { type ColumnContent, readContent } from "../drift/column_kind.ts";
import type { DriftSource } from "../drift/drift_source.ts";
import { FaultlineError } from "../errors.ts";
import { type ArrowColumnType, readTypedArrow } from "../table/arrow_reader.ts";
import type { Column } from "../table/table.ts";
import { readCsvColumns } from "./csv_columns.ts";

/** A file as one side of a comparison. */
export interface DriftFile extends DriftSource {
  /** Whether a column that was wanted holds a value that is no number. */
  holdsText(name: string): boolean;
  /** Makes sure that the texts of these columns can be counted: numbers as they are written in the file. */
  countTexts(names: readonly string[]): Promise<void>;
}

/** What is read of it. */
export interface DriftFileOptions {
  /** Only these of its columns (default: all). */
  columns?: readonly string[];
  /** Told how much of the file has been read, in [0, 1]. */
  onProgress?: (share: number) => void;
}

/**
 * Reads a CSV or an Arrow file: Arrow where it begins as one, or is called `.arrow`, `.arrows`, `.feather` or `.ipc`.
 * Numbers take 8 bytes each until their column is compared, texts are counted. A CSV file in which a text comes after
 * numbers, in a column of this file or the other, is read once more by `countTexts`, these columns alone.
 *
 * @throws {FaultlineError} `SOURCE_*` and `INPUT_DAMAGED`, as `readCsvColumns`; `INPUT_DAMAGED` for an Arrow file that
 * is cut short, or holds neither numbers nor text.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "type,torque_nm\nL,42.8\n");
 * const file = await openDriftFile(path);
 * equal(file.holdsText("type"), true);
 * equal(file.content("torque_nm").numbers![0], 42.8);
 * Deno.removeSync(path);
 * ```
 */
export async function openDriftFile(path: string, options: DriftFileOptions = {}): Promise<DriftFile> {
  return await isArrow(path) ? await openArrow(path, options) : await openCsv(path, options);
}

async function openCsv(path: string, { columns, onProgress }: DriftFileOptions): Promise<DriftFile> {
  const wanted = columns && new Set(columns);
  const { rowCount, names, readers } = await readCsvColumns(path, {
    readerOptions: (name) => !wanted || wanted.has(name) ? {} : undefined,
    onProgress,
  });
  return {
    rowCount,
    names,
    holdsText: (name) => readers.get(name)!.firstText !== null,
    async countTexts(asked) {
      const lost = new Set(asked.filter((name) => readers.get(name)!.lostSpelling));
      if (lost.size === 0) return;
      const again = await readCsvColumns(path, {
        readerOptions: (name) =>
          lost.has(name) ? { asText: { firstText: readers.get(name)!.firstText } } : undefined,
        onProgress,
      });
      for (const [name, reader] of again.readers) readers.set(name, reader);
    },
    content(name) {
      const content = readers.get(name)!.content(rowCount);
      readers.delete(name);
      return content;
    },
  };
}

async function openArrow(
  path: string,
  { columns, onProgress = () => {} }: DriftFileOptions,
): Promise<DriftFile> {
  const wanted = columns && new Set(columns);
  const { table, rowCount, names, types } = await readTypedArrow(path, {
    wanted: (name) => !wanted || wanted.has(name),
  }).catch((cause) => {
    if (!(cause instanceof FaultlineError)) throw cause;
    const code = cause.code === "INPUT_NOT_FOUND" ? "SOURCE_NOT_FOUND" : cause.code;
    const hint = code === "SOURCE_NOT_FOUND"
      ? "check the path"
      : "give a whole Arrow file, or CSV; times and lists are left out by naming the columns to compare";
    throw new FaultlineError(code, cause.message, { cause, hint });
  });
  if (rowCount === 0) {
    throw new FaultlineError("SOURCE_NO_ROWS", `${path} has columns and no rows`, {
      hint: "give a file with rows",
    });
  }
  onProgress(1);
  const contents = new Map(
    [...table.columns].map(([name, column]) => [name, contentOf(column, types.get(name)!)]),
  );
  return {
    rowCount,
    names,
    holdsText: (name) => contents.get(name)!.firstText !== null,
    countTexts: () => Promise.resolve(),
    content(name) {
      const content = contents.get(name)!;
      contents.delete(name);
      return content;
    },
  };
}

/** As the same column of a CSV file: `True` and `False` are texts, and whole numbers are integers where the file says so. */
function contentOf(column: Column, type: ArrowColumnType): ColumnContent {
  if (column instanceof Float64Array && type === "boolean") {
    return readContent(
      Array.from(column, (value) => Number.isNaN(value) ? "" : value === 1 ? "True" : "False"),
    );
  }
  const content = readContent(column);
  const integer = type === "text" ? content.integer : type === "integer" && content.missing === 0;
  return { ...content, integer, owned: true };
}

const arrowName = /\.(?:arrows?|feather|ipc)$/i;

/** An Arrow file begins with its magic, a stream with a mark that no text begins with. */
async function isArrow(path: string): Promise<boolean> {
  if (arrowName.test(path)) return true;
  const start = new Uint8Array(6);
  try {
    using file = await Deno.open(path);
    await file.read(start);
  } catch {
    // What is wrong with it, the reader of CSV tells.
    return false;
  }
  return new TextDecoder().decode(start) === "ARROW1" || start.subarray(0, 4).every((byte) => byte === 0xff);
}
