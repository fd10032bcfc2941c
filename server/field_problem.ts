import { faultSentence } from "./field_faults.ts";
import { type FieldFault, Problem } from "./problem.ts";

/** The refusal of a body whose fields are wrong: its detail is the first fault. */
export function fieldProblem(errors: readonly FieldFault[]): Problem {
  return new Problem("FIELD_INVALID", faultSentence(errors), { errors });
}
