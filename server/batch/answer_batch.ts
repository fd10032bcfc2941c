import { setImmediate } from "node:timers/promises";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { Reading } from "../../lib/contracts/reading.ts";
import { answerAll, type AnswerOptions } from "../answer.ts";
import { faultSentence } from "../field_faults.ts";
import type { FieldFault } from "../problem.ts";
import type { ServedModel } from "../served_models.ts";
import type { BatchFormat, BatchRows, RowFault } from "./batch_format.ts";

/** Rows that are worked on before other requests have their turn: one or two milliseconds. */
const sliceRows = 1000;

/** A batch's rows with their answers, not yet kept. */
export interface AnsweredBatch {
  /** The rows that have an answer, in order. */
  predictions: StoredPrediction[];
  /** What is wrong with each of the others, by its place. */
  faults: ReadonlyMap<number, RowFault>;
  rows: number;
}

/** How a batch is answered. */
export interface AnswerBatchOptions extends AnswerOptions {
  /** Told of every row that is no reading, and why; without a reason where it could not be read at all. */
  onRefused?: (errors: readonly FieldFault[]) => void;
}

/** Reads and scores a batch's rows, those of a slice together. One model answers all of them. */
export async function answerBatch(
  rows: BatchRows,
  served: ServedModel,
  options: AnswerBatchOptions,
): Promise<AnsweredBatch> {
  const { onRefused = () => {} } = options;
  const predictions: StoredPrediction[] = [];
  const faults = new Map<number, RowFault>();
  for (let start = 0; start < rows.count; start += sliceRows) {
    if (start > 0) await setImmediate();
    const readings: Reading[] = [];
    for (let row = start; row < Math.min(start + sliceRows, rows.count); row++) {
      const taken = rows.take(row);
      if (!("code" in taken) && taken.reading) {
        readings.push(taken.reading);
        continue;
      }
      const fault = "code" in taken ? taken : faultOf(taken.faults);
      faults.set(row, fault);
      onRefused(fault.errors);
    }
    if (readings.length > 0) predictions.push(...answerAll(served, readings, options));
  }
  return { predictions, faults, rows: rows.count };
}

function faultOf(errors: readonly FieldFault[]): RowFault {
  return { code: "FIELD_INVALID", detail: faultSentence(errors, "the row"), errors };
}

/** The answer to a batch as text, every row in its place. */
export async function renderBatch(
  { predictions, faults, rows }: AnsweredBatch,
  format: BatchFormat,
): Promise<string> {
  let text = format.start;
  let answered = 0;
  for (let row = 0; row < rows; row++) {
    if (row > 0) {
      text += format.between;
      if (row % sliceRows === 0) await setImmediate();
    }
    const fault = faults.get(row);
    text += fault ? format.fault(fault) : format.prediction(predictions[answered++]);
  }
  return text + format.end;
}
