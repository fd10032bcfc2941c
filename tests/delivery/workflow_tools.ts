import { dirname, join } from "node:path";
import { type Finished, runProgram } from "../support/run_task.ts";
import { venv } from "../support/venv.ts";
import { root } from "./workflow.ts";

/** Seconds that a program may take: one that waits for an answer fails its test rather than the whole run. */
const patience = "150";

/** Runs one of the programs of `requirements.txt` in a folder (default: the project's). */
export async function runTool(
  tool: "act" | "check-jsonschema" | "shellcheck" | "yamllint" | "zizmor",
  args: readonly string[],
  options: { cwd?: string; stdin?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  const { python } = await venv({
    requirements: join(import.meta.dirname!, "requirements.txt"),
    cost: "about 120 MB",
  });
  const command = join(dirname(python), tool);
  return await runProgram("timeout", ["--kill-after=5", patience, command, ...args], {
    cwd: root,
    ...options,
  });
}
