import { dirname, join } from "node:path";
import { type Finished, runProgram } from "../support/run_task.ts";
import { venv } from "../support/venv.ts";

/** The major versions of pandas that a model package is tried with. */
export const pandasVersions = [2, 3] as const;
export type PandasVersion = (typeof pandasVersions)[number];

const folder = import.meta.dirname!;

/** The folder of the programs of a Python environment with MLflow, onnxruntime and one pandas. */
export async function mlflowPrograms(pandas: PandasVersion): Promise<string> {
  const { python } = await venv({
    requirements: join(folder, `pandas_${pandas}_requirements.txt`),
    cost: "about 400 MB",
  });
  return dirname(python);
}

/** Runs a script beside this file on some JSON, and gives the JSON that it prints. */
export async function runScript<T>(pandas: PandasVersion, script: string, input: unknown): Promise<T> {
  const programs = await mlflowPrograms(pandas);
  const { code, stdout, stderr }: Finished = await runProgram(
    join(programs, "python"),
    ["-B", join(folder, script)],
    { cwd: folder, stdin: JSON.stringify(input) },
  );
  if (code !== 0) throw new Error(`${script} ended with ${code}\n${stderr}`);
  return JSON.parse(stdout);
}
