import type { z } from "zod";
import { fieldFaults } from "./field_faults.ts";
import { fieldProblem } from "./field_problem.ts";

/**
 * A parsed body, checked against its schema.
 *
 * @throws {Problem} `FIELD_INVALID`, naming the fields.
 */
export function readFields<T extends z.ZodType>(value: unknown, schema: T): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw fieldProblem(fieldFaults(result.error, value));
  return result.data;
}
