import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { TakenReading } from "../take_reading.ts";
import { type FieldFault, Problem, type ProblemCode } from "../problem.ts";

/** Rows that a batch may have. */
export const mostRows = 10_000;

/** Why one row of a batch has no answer. */
export interface RowFault {
  code: ProblemCode;
  /** One sentence. */
  detail: string;
  errors: readonly FieldFault[];
}

/** A batch that came in, cut into rows that are not yet read. */
export interface BatchRows {
  readonly count: number;
  /** What stands in a row, counted from 0. */
  take(row: number): TakenReading | RowFault;
}

/** One way to write a batch, in and out. */
export interface BatchFormat {
  /**
   * Cuts a body into rows.
   *
   * @throws {Problem} When the body as a whole cannot be read, or has no row, or too many.
   */
  read(body: Uint8Array): BatchRows;
  /** What stands before the first row of the answer, between two, and behind the last. */
  readonly start: string;
  readonly between: string;
  readonly end: string;
  /** A row of the answer. */
  prediction(prediction: StoredPrediction): string;
  fault(fault: RowFault): string;
}

/** Checks how many rows a batch has. @throws {Problem} `TOO_MANY_ROWS`, or `FIELD_INVALID` for none. */
export function checkCount(count: number): void {
  if (count > mostRows) throw tooManyRows();
  if (count === 0) {
    const errors = [{ field: "", message: "must have at least one reading" }];
    throw new Problem("FIELD_INVALID", "the batch must have at least one reading", { errors });
  }
}

/** The refusal of a batch with too many rows. */
export function tooManyRows(): Problem {
  return new Problem("TOO_MANY_ROWS", "a batch may have at most 10,000 readings: send several");
}
