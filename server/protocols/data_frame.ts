import type { Reading } from "../../lib/contracts/reading.ts";
import { canonicalCell } from "../../lib/stores/parse_cell.ts";
import { type BatchRows, checkCount, type RowFault } from "../batch/batch_format.ts";
import { type CsvLayout, csvLayout, type ReadingField } from "../batch/csv_layout.ts";
import { fieldProblem } from "../field_problem.ts";
import { type TakenReading, takeReading } from "../take_reading.ts";

/** The ways in which MLflow's clients write a data frame. */
export const frameFormats = ["dataframe_split", "dataframe_records", "inputs", "instances"] as const;
export type FrameFormat = (typeof frameFormats)[number];

/** A data frame that came as JSON: names of columns, and rows of cells in their order. */
interface Frame {
  columns: readonly unknown[];
  count: number;
  /** Undefined where the row is none. */
  row(index: number): readonly unknown[] | undefined;
}

/**
 * The readings of a data frame. Columns have the contract's names or those of AI4I 2020, in any order; columns of
 * training data may be there. A time without an offset is UTC, and null in an optional column is none.
 *
 * @param body The parsed body: an object with exactly one of the formats, and perhaps `params`, which nothing uses.
 * @throws {Problem} `FIELD_INVALID` when the frame as a whole cannot be read; `TOO_MANY_ROWS`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const columns = ["machine_id", "type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm"];
 * const rows = frameRows({
 *   dataframe_split: {
 *     columns: [...columns, "torque_nm", "tool_wear_min"],
 *     data: [["lathe 7", "L", 298.9, 309.1, 1384, 60.7, 216]],
 *   },
 * });
 * const taken = rows.take(0);
 * equal("reading" in taken && taken.reading!.torque_nm, 60.7);
 * ```
 */
export function frameRows(body: unknown): BatchRows {
  const { columns, count, row } = frameOf(body);
  const stranger = columns.findIndex((name) => typeof name !== "string");
  if (stranger >= 0) throw wrong(`columns.${stranger}`, "must be text");
  const layout = csvLayout(columns as readonly string[], "the columns");
  checkCount(count);
  return { count, take: (index) => takeValues(row(index), layout, index) };
}

function frameOf(body: unknown): Frame {
  if (!isObject(body)) throw wrong("", `must be an object with one of ${frameFormats.join(", ")}`);
  const names = Object.keys(body);
  const formats = frameFormats.filter((name) => names.includes(name));
  if (formats.length !== 1) {
    throw wrong("", `must have exactly one of ${frameFormats.join(", ")}, not ${formats.length}`);
  }
  const [format] = formats;
  const unknown = names.find((name) => name !== format && name !== "params");
  if (unknown !== undefined) throw wrong(shown(unknown), "is no known field");
  if (body.params !== undefined && body.params !== null && !isObject(body.params)) {
    throw wrong("params", "must be an object");
  }
  const value = body[format];
  if (format === "dataframe_split") return splitFrame(value, format);
  if (format !== "dataframe_records" && isObject(value)) return columnFrame(value, format);
  return recordFrame(value, format);
}

/** `{"columns": […], "data": [[…], …]}`, as pandas writes with `orient="split"`. */
function splitFrame(value: unknown, format: string): Frame {
  if (!isObject(value)) throw wrong(format, "must be an object with columns and data");
  const unknown = Object.keys(value).find((name) => !["columns", "data", "index"].includes(name));
  if (unknown !== undefined) throw wrong(`${format}.${shown(unknown)}`, "is no known field");
  const { columns, data } = value;
  if (!Array.isArray(columns)) throw wrong(`${format}.columns`, "must be an array of names");
  if (!Array.isArray(data)) throw wrong(`${format}.data`, "must be an array of rows");
  return {
    columns,
    count: data.length,
    row: (index) => Array.isArray(data[index]) ? data[index] : undefined,
  };
}

/** `[{"torque_nm": …, …}, …]`, as pandas writes with `orient="records"`. */
function recordFrame(value: unknown, format: string): Frame {
  if (!Array.isArray(value)) {
    const kinds = format === "dataframe_records" ? "" : ", or an object of columns";
    throw wrong(format, `must be an array of records${kinds}`);
  }
  checkCount(value.length);
  const columns = [...new Set(value.flatMap((record) => isObject(record) ? Object.keys(record) : []))];
  return {
    columns,
    count: value.length,
    row(index) {
      const record = value[index];
      return isObject(record)
        ? columns.map((name) => Object.hasOwn(record, name) ? record[name] : undefined)
        : undefined;
    },
  };
}

/** `{"torque_nm": […], …}`: a column each, all as long; a value alone is a column of one. */
function columnFrame(value: Record<string, unknown>, format: string): Frame {
  const columns = Object.keys(value);
  const cells = columns.map((name) => Array.isArray(value[name]) ? value[name] : [value[name]]);
  const count = cells[0]?.length ?? 0;
  const ragged = cells.findIndex(({ length }) => length !== count);
  if (ragged >= 0) {
    throw wrong(
      `${format}.${shown(columns[ragged])}`,
      `must have ${count} values as ${shown(columns[0])} has, current value: ${cells[ragged].length}`,
    );
  }
  return { columns, count, row: (index) => cells.map((column) => column[index]) };
}

/** Takes a row's values for a reading: each as it is, so that the schema refuses what is of another kind. */
function takeValues(
  values: readonly unknown[] | undefined,
  { cellCount, places }: CsvLayout,
  row: number,
): TakenReading | RowFault {
  if (values === undefined || values.length !== cellCount) {
    const detail = `the row must have a value for each of ${cellCount} columns`;
    return { code: "FIELD_INVALID", detail, errors: [] };
  }
  const value = (field: ReadingField) => values[places[field]!];
  const reading: Record<keyof Reading, unknown> = {
    machine_id: value("machine_id"),
    type: value("type"),
    air_temperature_k: value("air_temperature_k"),
    process_temperature_k: value("process_temperature_k"),
    rotational_speed_rpm: value("rotational_speed_rpm"),
    torque_nm: value("torque_nm"),
    tool_wear_min: value("tool_wear_min"),
  } as Record<keyof Reading, unknown>;
  const measuredAt = places.measured_at === undefined ? undefined : value("measured_at");
  if (typeof measuredAt === "string") reading.measured_at = canonicalCell("time", measuredAt) ?? measuredAt;
  else if (measuredAt !== undefined && measuredAt !== null) reading.measured_at = measuredAt;
  return takeReading(reading, `${row}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(field: string, message: string) {
  return fieldProblem([{ field, message }]);
}

/** A name that somebody else chose, as a message shows it. */
function shown(name: string): string {
  return name.slice(0, 60).toWellFormed();
}
