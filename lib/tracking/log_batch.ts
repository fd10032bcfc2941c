import { z } from "zod";
import { type Batch, batchChunks } from "./batch_chunks.ts";
import { cutText, mlflowLimits } from "./mlflow_text.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";
import { refusalOf } from "./refusal.ts";

const runParamsAnswer = z.object({
  run: z.object({ data: z.object({ params: z.array(z.object({ key: z.string() })).default([]) }) }),
});

/**
 * Logs params, metrics and tags of a run. All of it may be sent again: MLflow keeps equal ones once.
 *
 * A server that refuses a batch may be old and want shorter params, or know a param under another value, which it never
 * changes: the batch is then sent once more with params cut, and without those that the server has.
 */
export async function logBatch(http: MlflowHttp, runId: string, batch: Batch): Promise<void> {
  for (const chunk of batchChunks(batch)) {
    try {
      await http.post("runs/log-batch", { run_id: runId, ...chunk });
    } catch (error) {
      if (refusalOf(error)?.status !== 400 || chunk.params.length === 0) throw error;
      const known = await paramsOf(http, runId);
      const params = chunk.params.filter(({ key }) => !known.has(key))
        .map(({ key, value }) => ({ key, value: cutText(value, mlflowLimits.oldParam) }));
      await http.post("runs/log-batch", { run_id: runId, ...chunk, params });
    }
  }
}

async function paramsOf(http: MlflowHttp, runId: string): Promise<Set<string>> {
  const answer = await http.get("runs/get", { run_id: runId });
  const { run } = readAnswer(runParamsAnswer, answer, "runs/get");
  return new Set(run.data.params.map(({ key }) => key));
}
