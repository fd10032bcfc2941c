import { answerBatch, type AnsweredBatch } from "../batch/answer_batch.ts";
import type { BatchRows, RowFault } from "../batch/batch_format.ts";
import type { Deps } from "../deps.ts";
import { fieldProblem } from "../field_problem.ts";
import type { FieldFault, Problem } from "../problem.ts";
import type { ServedModel } from "../served_models.ts";

/** What of the server is needed to answer and keep. */
type Keeper = Pick<Deps, "predictions" | "metrics" | "refusals" | "newId">;

/** Faults that are listed. */
const mostFaults = 10;

/**
 * Answers and keeps rows of a protocol that knows no errors of single rows: all of them, or none.
 *
 * @throws {Problem} `FIELD_INVALID` naming rows and fields where any row is no reading.
 * @throws {FaultlineError} `LOG_FULL` or `LOG_UNAVAILABLE`.
 */
export async function predictWhole(
  rows: BatchRows,
  served: ServedModel,
  { predictions, metrics, refusals, newId }: Keeper,
  requestId: string,
): Promise<AnsweredBatch> {
  const answered = await answerBatch(rows, served, { newId, requestId, onRefused: refusals.refused });
  if (answered.faults.size > 0) throw wholeProblem(answered.faults);
  await predictions.append(answered.predictions);
  const failures = answered.predictions.filter(({ failure }) => failure).length;
  metrics.predicted(failures, answered.predictions.length - failures);
  refusals.taken(answered.predictions.length);
  return answered;
}

function wholeProblem(faults: ReadonlyMap<number, RowFault>): Problem {
  const listed: FieldFault[] = [];
  for (const [row, { detail, errors }] of faults) {
    if (errors.length > 0) listed.push(...errors);
    else listed.push({ field: `${row}`, message: detail.replace(/^the row /, "") });
    if (listed.length >= mostFaults) break;
  }
  return fieldProblem(listed.slice(0, mostFaults));
}
