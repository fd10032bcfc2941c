import {
  batchType,
  Column as ArrowColumn,
  columnFromArray,
  tableFromColumns,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import { createAtomicFile } from "./atomic_file.ts";
import type { Column, Table } from "./table.ts";

/** Writes tables one after another to an Arrow file that appears under its name only when it is whole. */
export interface ArrowWriter {
  /** Rows written. */
  readonly rowCount: number;
  /** Appends a table's rows. The first table, be it without rows, decides the columns. */
  write(table: Table): void;
  /** Ends the stream and gives the file its name. */
  commit(): void;
  /** Removes what was written. Does nothing after `commit`. */
  abort(): void;
}

/** The end of an Arrow stream: a continuation mark and no message. */
const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * Starts a file in Arrow's IPC stream format, written a table at a time: numbers as float64, text as utf8, no
 * dictionaries. The same tables give the same bytes.
 *
 * @throws {FaultlineError} `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL`, here and in every method that writes.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "./table.ts";
 * const folder = Deno.makeTempDirSync();
 * const writer = createArrowWriter(`${folder}/a.arrow`);
 * writer.write(createTable({ machine_id: ["a", "b"], torque_nm: Float64Array.of(40, 42) }));
 * writer.write(createTable({ machine_id: ["c"], torque_nm: Float64Array.of(44) }));
 * writer.commit();
 * equal(writer.rowCount, 3);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function createArrowWriter(path: string): ArrowWriter {
  const file = createAtomicFile(path);
  let schema: string | undefined;
  let rowCount = 0;

  return {
    get rowCount() {
      return rowCount;
    },
    write(table) {
      const names = JSON.stringify([...table.columns].map(([name, column]) => [name, kindOf(column)]));
      if (schema === undefined) {
        file.write(encodeSchema(table));
        schema = names;
      } else if (schema !== names) {
        throw new TypeError(`Cannot write table: its columns must be ${schema}, current value: ${names}`);
      }
      if (table.rowCount > 0) file.write(encodeRows(table));
      rowCount += table.rowCount;
    },
    commit() {
      if (schema === undefined) {
        throw new TypeError("Cannot end the stream: one table must have been written");
      }
      file.write(endOfStream);
      file.commit();
    },
    abort: () => file.abort(),
  };
}

/** Flechette writes a whole stream: the schema's message, those of the rows, and the end. */
function encodeStream(columns: Iterable<[string, Column]>): Uint8Array {
  const built = [...columns].map(([name, column]): [string, ArrowColumn<unknown>] => [
    name,
    column instanceof Float64Array ? columnFromArray(column) : textColumn(column),
  ]);
  return tableToIPC(tableFromColumns(built), { format: "stream" })!;
}

const encoder = new TextEncoder();
const textType = utf8();
const TextBatch = batchType(textType);

/** Text as one piece of bytes and where each string ends in it: encoded at once, not string by string. */
function textColumn(strings: readonly string[]): ArrowColumn<unknown> {
  const whole = strings.join("");
  const values = encoder.encode(whole);
  // As many bytes as code units: each code unit is a byte.
  const isAscii = values.length === whole.length;
  const offsets = new Int32Array(strings.length + 1);
  for (let i = 0; i < strings.length; i++) {
    offsets[i + 1] = offsets[i] + (isAscii ? strings[i].length : encoder.encode(strings[i]).length);
  }
  return new ArrowColumn([
    new TextBatch({
      length: strings.length,
      nullCount: 0,
      type: textType,
      validity: new Uint8Array(0),
      offsets,
      values,
    }),
  ]);
}

/** Length of a stream's first message, the schema's, which has no body: two words, then its metadata. */
function schemaLength(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

function encodeSchema(table: Table): Uint8Array {
  const sample = [...table.columns].map(([name, column]): [string, Column] => [
    name,
    column instanceof Float64Array ? Float64Array.of(0) : [""],
  ]);
  const stream = encodeStream(sample);
  return stream.subarray(0, schemaLength(stream));
}

function encodeRows(table: Table): Uint8Array {
  const stream = encodeStream(table.columns);
  return stream.subarray(schemaLength(stream), stream.length - endOfStream.length);
}

function kindOf(column: Column): string {
  return column instanceof Float64Array ? "number" : "text";
}
