import { type Finished, runProgram, type RunTaskOptions } from "../support/run_task.ts";

/**
 * Runs a shell command with a terminal for its stdin, stdout and stderr: what it shows there is `stdout`. One that
 * waits for an answer is ended after a minute.
 */
export async function runAtTerminal(command: string, options: RunTaskOptions): Promise<Finished> {
  const env = { NO_COLOR: "", TERM: "xterm", DENO: Deno.execPath(), ...options.env };
  return await runProgram("timeout", ["60", "script", "-qec", command, "/dev/null"], {
    cwd: options.cwd,
    env,
    stdin: "",
  });
}

/** A task as a shell command. */
export function task(words: readonly string[]): string {
  return `"$DENO" task -q ${words.map((word) => `'${word}'`).join(" ")}`;
}
