import { machineTypes, type Reading } from "../../lib/contracts/reading.ts";
import { canonicalCell } from "../../lib/stores/parse_cell.ts";
import { type TakenReading, takeReading } from "../take_reading.ts";
import type { CsvLayout, ReadingField } from "./csv_layout.ts";
import type { RowFault } from "./batch_format.ts";

/**
 * Takes the cells of a CSV row for a reading: numbers strictly decimal, spaces at a cell's ends not counted, a blank
 * `measured_at` as none and one without an offset as UTC.
 *
 * @param prefix Stands before every field's path.
 */
export function takeCells(
  cells: readonly string[],
  { cellCount, places }: CsvLayout,
  prefix: string,
): TakenReading | RowFault {
  if (cells.length !== cellCount) {
    const detail = `the row must have ${cellCount} cells as the header has, current value: ${cells.length}`;
    return { code: "FIELD_INVALID", detail, errors: [] };
  }
  const cell = (field: ReadingField) => cells[places[field]!];
  // What breaks its cell's rule stays text, so that the schema refuses it by its field.
  const number = (field: ReadingField) => {
    const text = canonicalCell("number", cell(field));
    return (text === undefined ? cell(field) : Number(text)) as number;
  };
  const reading: Reading = {
    machine_id: cell("machine_id").trim(),
    type: cell("type").trim() as (typeof machineTypes)[number],
    air_temperature_k: number("air_temperature_k"),
    process_temperature_k: number("process_temperature_k"),
    rotational_speed_rpm: number("rotational_speed_rpm"),
    torque_nm: number("torque_nm"),
    tool_wear_min: number("tool_wear_min"),
  };
  const measuredAt = places.measured_at === undefined ? "" : cell("measured_at").trim();
  if (measuredAt !== "") reading.measured_at = canonicalCell("time", measuredAt) ?? measuredAt;
  return takeReading(reading, prefix);
}
