import { join } from "node:path";
import { mlflowPython, type MlflowServer, startMlflow } from "../tests/support/mlflow_server.ts";
import { copyProject } from "../tests/support/run_task.ts";
import type { Benchmark, Check, Comparison, Facts } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";
import { ai4iData } from "./data/ai4i.ts";
import { ourProgram, peerProgram } from "./programs.ts";
import { firstRun } from "./train_task.ts";

/** Runs to a tracking server. */
export const tracking: Benchmark = {
  name: "tracking",
  title: "Logging to an MLflow server",
  about:
    "A real MLflow server with a SQLite database, one worker and its own artifact store, on the same two cores. First one run of " +
    "100 metrics, 50 params and 10 files of 1 MB, start of the process and imports counted: ours keeps it in its " +
    "journal, then sends it; MLflow's client takes params and metrics as dictionaries and the files as a folder, as its " +
    "documentation advises. Then deno task train with tracking and without.",
  runs: 5,
  async prepare(context) {
    const server = await startMlflow();
    context.after(() => server.stop());
    return [await logging(context, server), await training(context, server)];
  },
};

async function logging(context: BenchContext, server: MlflowServer): Promise<Comparison> {
  const { python } = await mlflowPython();
  const folder = await context.scratch(), files = 10, bytes = context.tiny ? 1_000 : 1_000_000;
  await Deno.mkdir(join(folder, "artifacts"));
  for (let file = 0; file < files; file++) {
    const content = new Uint8Array(bytes).map((_, at) => (at * 31 + file) % 251);
    await Deno.writeFile(join(folder, "artifacts", `file-${file}.bin`), content);
  }
  const settings = { metrics: 100, params: 50, files, bytes };
  const args = [server.uri, join(folder, "artifacts")];
  return {
    name: "100 metrics, 50 params, 10 files of 1 MB, the whole process",
    time: "process",
    sides: [
      ourProgram(context, { name: "faultline", threads: 2, program: "log_run.ts", args, settings }),
      peerProgram({ ...context, python }, {
        name: "MLflow's client",
        threads: 2,
        program: "mlflow_log_run.py",
        args,
        settings: { ...settings, calls: "log_params, log_metrics, log_artifacts" },
      }),
    ],
    reach: [{ kind: "faster", than: "MLflow's client", atLeast: 2 }],
    check: (facts) => Promise.all([...facts].map(([side, fact]) => hasAll(server, side, fact, files))),
  };
}

/** Whether the server has all of a run. */
async function hasAll(
  { uri }: MlflowServer,
  side: string,
  { run_id }: Facts,
  files: number,
): Promise<Check> {
  const ask = async (path: string) => await (await fetch(`${uri}/api/2.0/mlflow/${path}`)).json();
  const { run: { data } } = await ask(`runs/get?run_id=${run_id}`);
  const listed = await ask(`artifacts/list?run_id=${run_id}`);
  const counts = [data.metrics.length, data.params.length, listed.files.length];
  return {
    what: `${side}: all metrics, params and files are there`,
    holds: counts.join() === `100,50,${files}`,
    found: counts.join(", "),
  };
}

async function training(context: BenchContext, server: MlflowServer): Promise<Comparison> {
  const { folder, source } = await ai4iData(context);
  const project = await copyProject();
  context.after(async () => await project[Symbol.asyncDispose]());
  const few = context.tiny ? ["--set", "train.trees=10", "--set", "evaluation.bootstrap_samples=100"] : [];
  const readings = `csv:${join(folder, "readings.csv")}`;
  const task = [Deno.execPath(), "task", "-q", "train", "--source", readings, ...few];
  const tracked = ["env", `MLFLOW_TRACKING_URI=${server.uri}`, "MLFLOW_EXPERIMENT_NAME=bench", ...task];
  await firstRun(tracked, project.path);
  const side = (name: string, command: readonly string[], tracked: boolean) => ({
    ...{ name, command, threads: 2, cwd: project.path },
    settings: { params: "params.yaml", workers: 2, tracked },
  });
  return {
    name: `${source}, deno task train`,
    time: "process",
    sides: [side("tracked", tracked, true), side("not tracked", task, false)],
    reach: [{ kind: "faster", than: "not tracked", atLeast: 1 / 1.1 }],
    check: async () => {
      const { experiment } = await (await fetch(
        `${server.uri}/api/2.0/mlflow/experiments/get-by-name?experiment_name=bench`,
      )).json();
      const { runs } = await (await fetch(`${server.uri}/api/2.0/mlflow/runs/search`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ experiment_ids: [experiment.experiment_id] }),
      })).json() as { runs: { info: { status: string } }[] };
      const finished = runs.filter(({ info }) => info.status === "FINISHED").length;
      return [{
        what: "every tracked training is on the server, finished",
        holds: finished === runs.length && runs.length > 1,
        found: `${finished} of ${runs.length}`,
      }];
    },
  };
}
