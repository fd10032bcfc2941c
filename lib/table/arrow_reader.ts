import { type DataType, type DictionaryType, tableFromIPC, Type } from "@uwdata/flechette";
import { FaultlineError } from "../errors.ts";
import { type Column, createTable, type Table } from "./table.ts";

/** What is read of an Arrow file. */
export interface ArrowReaderOptions {
  /** Only these columns, in this order (default: all). */
  columns?: readonly string[];
}

/**
 * Reads an Arrow file, stream or file format, into a table: numbers of any width and booleans as float64, text as
 * strings. A null number becomes NaN, a null text the empty string.
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
  const bytes = await readBytes(path);
  try {
    checkEnd(bytes);
    const table = tableFromIPC(bytes);
    const columns: Record<string, Column> = {};
    for (const name of options.columns ?? table.names) {
      const column = table.getChild(name);
      if (!column) throw new TypeError(`it has no column ${name}`);
      columns[name] = toColumn(name, column.type, column.toArray());
    }
    return createTable(columns);
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

function toColumn(name: string, type: DataType, values: ArrayLike<unknown>): Column {
  const { typeId } = type.typeId === Type.Dictionary ? (type as DictionaryType).dictionary : type;
  if (typeId === Type.Utf8 || typeId === Type.LargeUtf8 || typeId === Type.Utf8View) {
    return Array.from(values, (value) => value === null ? "" : value as string);
  }
  if (typeId === Type.Float || typeId === Type.Int || typeId === Type.Bool) {
    if (values instanceof Float64Array) return values;
    return Float64Array.from(values, (value) => value === null ? NaN : Number(value));
  }
  throw new TypeError(`column ${name} holds neither numbers nor text`);
}
