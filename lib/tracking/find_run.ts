import type { z } from "zod";
import { runAnswer, runsAnswer } from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";
import type { OperationOf } from "./run_operation.ts";

/** The tag by which a run is found again when nobody noted its id. */
const keyTag = "faultline.run_key";

/** What the server says of a run. */
export type RunInfo = z.infer<typeof runAnswer>["run"]["info"];

/** The run of this key on the server, which is made when there is none. */
export async function findRun(
  http: MlflowHttp,
  of: { key: string; experimentId: string; beginning: OperationOf<"begin">; parentId: string | null },
): Promise<RunInfo> {
  const { key, experimentId, beginning: { name, start_ms, tags }, parentId } = of;
  const search = {
    experiment_ids: [experimentId],
    filter: `tags.\`${keyTag}\` = '${key}'`,
    max_results: 10,
  };
  // An attempt that was given up may have made one all the same: of two, all take the same.
  const find = async () => {
    const { runs } = readAnswer(runsAnswer, await http.post("runs/search", search), "runs/search");
    return runs.map(({ info }) => info).sort((a, b) => (a.run_id < b.run_id ? -1 : 1))[0] as
      | RunInfo
      | undefined;
  };
  const existing = await find();
  if (existing) return existing;
  const all: Record<string, string> = {
    ...tags,
    "mlflow.runName": name,
    [keyTag]: key,
    ...(parentId === null ? {} : { "mlflow.parentRunId": parentId }),
  };
  const body = {
    experiment_id: experimentId,
    run_name: name,
    user_id: tags["mlflow.user"] ?? "",
    start_time: start_ms,
    tags: Object.entries(all).map(([key, value]) => ({ key, value })),
  };
  const made = await http.postOnce("runs/create", body, find);
  return "answer" in made ? readAnswer(runAnswer, made.answer, "runs/create").run.info : made;
}
