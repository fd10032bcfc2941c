import {
  type Batch,
  batchType,
  Column as ArrowColumn,
  float64,
  tableFromColumns,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import { createAtomicFile } from "./atomic_file.ts";
import { isSpans, type ReadColumn, type Table } from "./table.ts";
import type { TextSpans } from "./text_spans.ts";

/** Writes tables one after another to an Arrow file that appears under its name only when it is whole. */
export interface ArrowWriter {
  /** Rows written. */
  readonly rowCount: number;
  /**
   * Appends a table's rows, which are not to be changed before `commit`. The first table, be it without rows, decides
   * the columns.
   */
  write(table: Table<ReadColumn>): void;
  /** Ends the stream and gives the file its name. */
  commit(): void;
  /** Removes what was written. Does nothing after `commit`. */
  abort(): void;
}

/** Rows gathered before they are encoded and written, all their tables at once: each time has a cost of its own. */
const flushRows = 1 << 14;

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
  let names: string[] = [];
  let pending: Batch<unknown>[][] = [];
  let pendingRows = 0;

  function flush() {
    if (pendingRows === 0) return;
    file.write(encodeRows(names.map((name, column) => [name, pending.map((batches) => batches[column])])));
    pending = [];
    pendingRows = 0;
  }

  return {
    get rowCount() {
      return rowCount;
    },
    write(table) {
      const kinds = JSON.stringify([...table.columns].map(([name, column]) => [name, kindOf(column)]));
      if (schema === undefined) {
        file.write(encodeSchema(table));
        schema = kinds;
        names = [...table.columns.keys()];
      } else if (schema !== kinds) {
        throw new TypeError(`Cannot write table: its columns must be ${schema}, current value: ${kinds}`);
      }
      if (table.rowCount > 0) pending.push([...table.columns.values()].map(toBatch));
      rowCount += table.rowCount;
      pendingRows += table.rowCount;
      if (pendingRows >= flushRows) flush();
    },
    commit() {
      if (schema === undefined) {
        throw new TypeError("Cannot end the stream: one table must have been written");
      }
      flush();
      file.write(endOfStream);
      file.commit();
    },
    abort: () => file.abort(),
  };
}

/** A column's name and its values, a batch a table. */
type NamedBatches = [name: string, batches: Batch<unknown>[]];

/** Flechette writes a whole stream: the schema's message, one a batch of rows, and the end. */
function encodeStream(columns: readonly NamedBatches[]): Uint8Array {
  const built = columns.map(([name, batches]): [string, ArrowColumn<unknown>] => [
    name,
    new ArrowColumn(batches),
  ]);
  const sink = createScratchSink();
  tableToIPC(tableFromColumns(built), { format: "stream", sink });
  return sink.bytes();
}

/** Memory that every stream is put together in. */
let scratch = new Uint8Array(1 << 16);

/** Takes a stream's pieces, in place of a sink of flechette's that makes new memory of them. */
function createScratchSink() {
  let length = 0;
  const reserve = (count: number) => {
    if (length + count > scratch.length) {
      const larger = new Uint8Array(2 * (length + count));
      larger.set(scratch.subarray(0, length));
      scratch = larger;
    }
  };
  return {
    write(bytes: Uint8Array) {
      reserve(bytes.length);
      scratch.set(bytes, length);
      length += bytes.length;
    },
    pad(count: number) {
      reserve(count);
      scratch.fill(0, length, length + count);
      length += count;
    },
    finish: () => null,
    /** Until the next stream is written. */
    bytes: () => scratch.subarray(0, length),
  };
}

const encoder = new TextEncoder();
const numberType = float64();
const textType = utf8();
const NumberBatch = batchType(numberType);
const TextBatch = batchType(textType);

function toBatch(column: ReadColumn): Batch<unknown> {
  const validity = new Uint8Array(0);
  if (column instanceof Float64Array) {
    const { length } = column;
    return new NumberBatch({ length, nullCount: 0, type: numberType, validity, values: column });
  }
  const text = isSpans(column) ? packSpans(column) : packStrings(column);
  return new TextBatch({ length: column.length, nullCount: 0, type: textType, validity, ...text });
}

/** Text as Arrow has it: one piece of bytes, and where each text ends in it, behind a first 0. */
interface PackedText {
  values: Uint8Array;
  offsets: Int32Array;
}

/** Encoded at once, not string by string. */
function packStrings(strings: readonly string[]): PackedText {
  const whole = strings.join("");
  const values = encoder.encode(whole);
  // As many bytes as code units: each code unit is a byte.
  const isAscii = values.length === whole.length;
  const offsets = new Int32Array(strings.length + 1);
  for (let i = 0; i < strings.length; i++) {
    offsets[i + 1] = offsets[i] + (isAscii ? strings[i].length : encoder.encode(strings[i]).length);
  }
  return { values, offsets };
}

function packSpans({ length, bytes, starts, ends }: TextSpans): PackedText {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i] + ends[i] - starts[i];
  const values = new Uint8Array(offsets[length]);
  let to = 0;
  for (let i = 0; i < length; i++) {
    // The texts are short: a loop is faster than a call to copy each.
    for (let at = starts[i]; at < ends[i]; at++) values[to++] = bytes[at];
  }
  return { values, offsets };
}

/** Length of a stream's first message, the schema's, which has no body: two words, then its metadata. */
function schemaLength(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

function encodeSchema(table: Table<ReadColumn>): Uint8Array {
  const stream = encodeStream(
    [...table.columns].map(([name, column]) => [
      name,
      [toBatch(column instanceof Float64Array ? Float64Array.of(0) : [""])],
    ]),
  );
  return stream.subarray(0, schemaLength(stream));
}

function encodeRows(columns: readonly NamedBatches[]): Uint8Array {
  const stream = encodeStream(columns);
  return stream.subarray(schemaLength(stream), stream.length - endOfStream.length);
}

function kindOf(column: ReadColumn): string {
  return column instanceof Float64Array ? "number" : "text";
}
