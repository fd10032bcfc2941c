import { failureModes, readingSchema } from "../../lib/contracts/reading.ts";
import { faultSentence } from "../field_faults.ts";
import { type FieldFault, Problem } from "../problem.ts";

/** A field of a reading. */
export type ReadingField = keyof typeof readingSchema.shape;

/** Where a reading's fields stand in the rows of a CSV text. */
export interface CsvLayout {
  readonly cellCount: number;
  /** A field's place in a row; undefined for an optional one that the header has not. */
  readonly places: Readonly<Record<ReadingField, number | undefined>>;
}

const fields = Object.keys(readingSchema.shape) as ReadingField[];

/** The headers of AI4I 2020, by the contract's names. */
const ai4iHeaders: Readonly<Partial<Record<ReadingField, string>>> = {
  machine_id: "Product ID",
  type: "Type",
  air_temperature_k: "Air temperature [K]",
  process_temperature_k: "Process temperature [K]",
  rotational_speed_rpm: "Rotational speed [rpm]",
  torque_nm: "Torque [Nm]",
  tool_wear_min: "Tool wear [min]",
};

/** Columns of training data, which say nothing to a model: they may be there and are not looked at. */
const trainingColumns: ReadonlySet<string> = new Set([
  ...["reading_id", "UDI", "id", "failure", "Machine failure"],
  ...failureModes.flatMap((mode) => [mode, mode.toUpperCase()]),
]);

/**
 * Finds the fields of a reading in a CSV header, by the contract's names or those of AI4I 2020, in any order.
 *
 * @param what What to call the header in messages.
 * @throws {Problem} `FIELD_INVALID` for columns that are missing, that nobody knows, or that are there twice.
 */
export function csvLayout(header: readonly string[], what = "the CSV header"): CsvLayout {
  const places: Partial<Record<ReadingField, number>> = {};
  const errors: FieldFault[] = [];
  for (const [index, cell] of header.entries()) {
    const name = cell.trim();
    const field = fields.find((field) => name === field || name === ai4iHeaders[field]);
    const shown = name.slice(0, 60).toWellFormed();
    if (field === undefined) {
      // A first column without a name is the row numbers that pandas writes.
      const numbers = name === "" && index === 0;
      if (!numbers && !trainingColumns.has(name)) {
        errors.push({ field: shown, message: "is no known column" });
      }
    } else if (places[field] !== undefined) {
      errors.push({ field: shown, message: "is there twice" });
    } else places[field] = index;
    if (errors.length === 10) break;
  }
  for (const field of fields) {
    const required = !readingSchema.shape[field].safeParse(undefined).success;
    if (required && places[field] === undefined) errors.push({ field, message: "has no column" });
  }
  if (errors.length > 0) {
    throw new Problem("FIELD_INVALID", `${what}: ${faultSentence(errors)}`, { errors });
  }
  return { cellCount: header.length, places: places as CsvLayout["places"] };
}
