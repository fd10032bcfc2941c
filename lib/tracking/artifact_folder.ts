import { loggedModelAnswer, runAnswer } from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";

/**
 * The artifact URI of a model's folder, without a slash at the end. Resolves what only names it: `runs:/RUN/PATH`,
 * which older servers give back as it was registered, and `models:/m-ID`.
 */
export async function artifactFolder(http: MlflowHttp, source: string): Promise<string> {
  const run = /^runs:\/([^/]+)\/(.+)$/.exec(source);
  if (run !== null) {
    const answer = readAnswer(runAnswer, await http.get("runs/get", { run_id: run[1] }), "runs/get");
    return `${withoutSlash(answer.run.info.artifact_uri)}/${withoutSlash(run[2])}`;
  }
  const model = /^models:\/(m-[^/]+)$/.exec(source);
  if (model !== null) {
    const answer = readAnswer(
      loggedModelAnswer,
      await http.get(`logged-models/${model[1]}`),
      "logged-models",
    );
    return withoutSlash(answer.model.info.artifact_uri);
  }
  return withoutSlash(source);
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, "");
}
