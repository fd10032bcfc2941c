import { type Reading, readingSchema } from "../lib/contracts/reading.ts";
import { fieldFaults } from "./field_faults.ts";
import { isReading } from "./is_reading.ts";
import type { FieldFault } from "./problem.ts";

/** A reading, or what keeps a value from being one. */
export type TakenReading =
  | { reading: Reading; faults?: undefined }
  | { reading?: undefined; faults: readonly FieldFault[] };

/**
 * Takes a parsed JSON value for a reading, or says field by field why it is none.
 *
 * @param prefix Stands before every field's path.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const { faults } = takeReading({ machine_id: "lathe 7" });
 * equal(faults![0].field, "type");
 * ```
 */
export function takeReading(value: unknown, prefix = ""): TakenReading {
  if (isReading(value)) return { reading: value };
  const result = readingSchema.safeParse(value);
  return result.success ? { reading: result.data } : { faults: fieldFaults(result.error, value, prefix) };
}
