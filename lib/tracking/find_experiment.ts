import { FaultlineError } from "../errors.ts";
import { experimentAnswer, experimentMadeAnswer } from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";
import { isUnknownThing, refusalOf } from "./refusal.ts";

/** Many runs are of one experiment: each server is asked once. */
const known = new WeakMap<MlflowHttp, Map<string, Promise<string>>>();

/**
 * The id of an experiment, which is made when there is none.
 *
 * @throws {FaultlineError} `TRACKING_REFUSED` when it was deleted there.
 */
export function findExperiment(http: MlflowHttp, name: string): Promise<string> {
  const ids = known.get(http) ?? new Map<string, Promise<string>>();
  known.set(http, ids);
  const id = ids.get(name) ?? findOrMake(http, name);
  ids.set(name, id);
  id.catch(() => ids.delete(name));
  return id;
}

async function findOrMake(http: MlflowHttp, name: string): Promise<string> {
  const id = await find(http, name);
  if (id !== undefined) return id;
  try {
    const answer = await http.post("experiments/create", { name });
    return readAnswer(experimentMadeAnswer, answer, "experiments/create").experiment_id;
  } catch (error) {
    // Somebody else made it meanwhile, or an attempt whose answer was lost did.
    const made = refusalOf(error)?.errorCode === "RESOURCE_ALREADY_EXISTS"
      ? await find(http, name)
      : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

async function find(http: MlflowHttp, name: string): Promise<string | undefined> {
  const call = "experiments/get-by-name";
  let answer: unknown;
  try {
    answer = await http.get(call, { experiment_name: name });
  } catch (error) {
    if (isUnknownThing(error)) return;
    throw error;
  }
  const { experiment } = readAnswer(experimentAnswer, answer, call);
  if (experiment.lifecycle_stage === "active") return experiment.experiment_id;
  throw new FaultlineError("TRACKING_REFUSED", `the experiment ${name} was deleted on ${http.uri}`, {
    hint: "restore it there, or name another with MLFLOW_EXPERIMENT_NAME",
  });
}
