import type { MlflowHttp } from "./mlflow_http.ts";
import { isAbsentEndpoint } from "./refusal.ts";
import type { OperationOf } from "./run_operation.ts";

/** Logs the data sets of a run, which may be done again. Servers before MLflow 2.4 know none, and get none. */
export async function sendDatasets(
  http: MlflowHttp,
  runId: string,
  datasets: readonly OperationOf<"dataset">[],
): Promise<void> {
  if (datasets.length === 0) return;
  const inputs = datasets.map(({ name, digest, source, source_type, context, rows }) => ({
    tags: [{ key: "mlflow.data.context", value: context }],
    dataset: {
      name,
      digest,
      source_type,
      source: JSON.stringify({ uri: source }),
      profile: JSON.stringify({ num_rows: rows }),
    },
  }));
  try {
    await http.post("runs/log-inputs", { run_id: runId, datasets: inputs });
  } catch (error) {
    if (!isAbsentEndpoint(error)) throw error;
  }
}
