import { equal, ok } from "node:assert/strict";
import { type Finished, runTask } from "../support/run_task.ts";

/** The first line on stderr that is not a line of the log. */
export function firstLine({ stderr }: Finished): string {
  return stderr.split("\n").find((line) => !line.startsWith("{")) ?? "";
}

/**
 * Runs a task that must fail as a person may expect it: with its code in the first line, its exit code, and no stack
 * trace. Gives the message with its details and hint.
 */
export async function expectFailure(
  cwd: string,
  code: string,
  task: readonly string[],
  exit = 1,
): Promise<string> {
  const finished = await runTask(task, { cwd });
  const about = `deno task ${task.join(" ")}\n${finished.stdout}\n${finished.stderr}`;
  ok(firstLine(finished).startsWith(`error[${code}]: `), about);
  equal(finished.code, exit, about);
  ok(!/^\s+at /m.test(finished.stderr), about);
  ok(!/[{}]/.test(finished.stdout), about);
  return finished.stderr.split("\n").filter((line) => !line.startsWith("{")).join("\n").trimEnd();
}
