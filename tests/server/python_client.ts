import { dirname, join } from "node:path";
import { type Finished, runProgram } from "../support/run_task.ts";
import { venv } from "../support/venv.ts";

const folder = import.meta.dirname!;

/** The folder of a Python environment's programs, with the clients that the server is tried with. */
export async function clientPrograms(): Promise<string> {
  const { python } = await venv({
    requirements: join(folder, "requirements.txt"),
    cost: "about 330 MB",
  });
  return dirname(python);
}

/** Runs a script of `clients/` on some JSON, and gives the JSON that it prints. */
export async function runClient(script: string, input: unknown): Promise<unknown> {
  const programs = await clientPrograms();
  const { code, stdout, stderr }: Finished = await runProgram(
    join(programs, "python"),
    [join(folder, "clients", script)],
    { cwd: folder, stdin: JSON.stringify(input) },
  );
  if (code !== 0) throw new Error(`${script} ended with ${code}\n${stderr}`);
  return JSON.parse(stdout);
}
