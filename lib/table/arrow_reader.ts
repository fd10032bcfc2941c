import { type DataType, type DictionaryType, tableFromIPC, Type } from "@uwdata/flechette";
import { FaultlineError } from "../errors.ts";
import { registerArrowCodecs } from "./arrow_codecs.ts";
import { arrowTexts } from "./arrow_texts.ts";
import { type Column, createTable, type Table } from "./table.ts";

/** What is read of an Arrow file. */
export interface ArrowReaderOptions {
  /** Only these columns, in this order (default: all). */
  columns?: readonly string[];
}

/**
 * Reads an Arrow file, stream or file format, into a table: numbers of any width and booleans as float64, text as
 * strings. A null number becomes NaN, a null text the empty string. Buffers may be compressed.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when there is no such file; `INPUT_DAMAGED` when it is not Arrow, is
 * cut short, or lacks a column asked for.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createArrowWriter } from "./arrow_writer.ts";
 * import { createTable } from "./table.ts";
 * const path = Deno.makeTempFileSync();
 * const writer = createArrowWriter(path);
 * writer.write(createTable({ machine_id: ["a"], torque_nm: Float64Array.of(42.8) }));
 * writer.commit();
 * deepEqual((await readArrow(path)).columns.get("torque_nm"), Float64Array.of(42.8));
 * Deno.removeSync(path);
 * ```
 */
export async function readArrow(path: string, options: ArrowReaderOptions = {}): Promise<Table> {
  return (await readTypedArrow(path, options)).table;
}

/** What a column is in an Arrow file, as far as a table can hold it. */
export type ArrowColumnType = "integer" | "float" | "boolean" | "text";

/** An Arrow file's table, with what its numbers were in the file. */
export interface TypedArrow {
  /** The columns that were wanted. */
  table: Table;
  /** Rows of the file, also where no column was wanted. */
  rowCount: number;
  /** All of the file's columns, in their order. */
  names: readonly string[];
  /** What the file says that each of the table's columns is. */
  types: ReadonlyMap<string, ArrowColumnType>;
}

/** What is read of an Arrow file, by name or by nature. */
export interface TypedArrowOptions extends ArrowReaderOptions {
  /** Only columns for which this holds (default: all); the types of others are of no concern. */
  wanted?: (name: string) => boolean;
}

/**
 * Reads an Arrow file as {@linkcode readArrow} does, and tells integers and booleans from other numbers.
 *
 * @throws {FaultlineError} As {@linkcode readArrow}.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createArrowWriter } from "./arrow_writer.ts";
 * import { createTable } from "./table.ts";
 * const path = Deno.makeTempFileSync();
 * const writer = createArrowWriter(path);
 * writer.write(createTable({ torque_nm: Float64Array.of(42) }));
 * writer.commit();
 * equal((await readTypedArrow(path)).types.get("torque_nm"), "float");
 * Deno.removeSync(path);
 * ```
 */
export async function readTypedArrow(path: string, options: TypedArrowOptions = {}): Promise<TypedArrow> {
  const bytes = await readBytes(path);
  try {
    checkEnd(bytes);
    registerArrowCodecs();
    const table = tableFromIPC(bytes);
    const columns: Record<string, Column> = {};
    const types = new Map<string, ArrowColumnType>();
    for (const name of options.columns ?? table.names) {
      if (options.wanted && !options.wanted(name)) continue;
      const column = table.getChild(name);
      if (!column) throw new TypeError(`it has no column ${name}`);
      const type = typeOf(name, column.type);
      columns[name] = type === "text" ? arrowTexts(column) : numbersOf(column.toArray());
      types.set(name, type);
    }
    return { table: createTable(columns), rowCount: table.numRows, names: table.names, types };
  } catch (cause) {
    throw new FaultlineError("INPUT_DAMAGED", `${path} is damaged: ${(cause as Error).message}`, {
      cause,
      hint: "make it again with the stage that wrote it",
    });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : (cause as Error).name;
    throw new FaultlineError("INPUT_NOT_FOUND", `cannot read ${path}: ${why}`, {
      cause,
      hint: "run the stage that writes it first",
    });
  }
}

/** A stream ends in a mark of its own, a file in Arrow's magic; one cut between two batches has neither. */
function checkEnd(bytes: Uint8Array): void {
  const end = bytes.subarray(-8);
  const isStream = end.length === 8 && end.every((byte, i) => byte === (i < 4 ? 0xff : 0));
  const isFile = new TextDecoder().decode(bytes.subarray(-6)) === "ARROW1";
  if (!isStream && !isFile) throw new TypeError("it is cut short, or not an Arrow file");
}

function typeOf(name: string, type: DataType): ArrowColumnType {
  const { typeId } = type.typeId === Type.Dictionary ? (type as DictionaryType).dictionary : type;
  switch (typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return "text";
    case Type.Float:
      return "float";
    case Type.Int:
      return "integer";
    case Type.Bool:
      return "boolean";
    default:
      throw new TypeError(`column ${name} holds neither numbers nor text`);
  }
}

function numbersOf(values: ArrayLike<unknown>): Float64Array {
  if (values instanceof Float64Array) return values;
  return Float64Array.from(values, (value) => value === null ? NaN : Number(value));
}
