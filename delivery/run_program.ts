import { FaultlineError } from "../lib/errors.ts";

/** How a program is run. */
export interface RunProgramOptions {
  /** The folder it runs in (default: the current one). */
  cwd?: string;
  /** Exit codes that are answers rather than failures (default: 0 alone). */
  accept?: readonly number[];
}

/**
 * Runs a program without a terminal and answers what it writes to stdout.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when it is not there, or ends with another code; the last lines of its
 * stderr are shown.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions = {},
): Promise<string> {
  const { cwd, accept = [0] } = options;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output().catch((cause) => {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no program ${program}`, {
      cause,
      hint: `install ${program}, or put it on the PATH`,
    });
  });
  const decoder = new TextDecoder();
  if (accept.includes(code)) return decoder.decode(stdout);
  throw new FaultlineError("INPUT_NOT_FOUND", `${program} ${args[0]} ended with ${code}`, {
    details: decoder.decode(stderr).trim().split("\n").slice(-5).filter((line) => line !== ""),
  });
}
