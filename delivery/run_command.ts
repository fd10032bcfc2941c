import { type Command, CommanderError } from "commander";
import { failureReport } from "../lib/failure_report.ts";

/** The exit code of a command that did its work and found what it looks for. */
export const foundExitCode = 3;

/**
 * Runs a command line to its end: the process ends with what the body answers (0 without an answer), 1 after a
 * failure, or 2 after wrong use, each told on stderr.
 *
 * @param command Its name, summary and options, as commander declares them.
 * @param body What it does, given commander's options and arguments.
 */
export async function runCommand(
  command: Command,
  body: (options: Record<string, string>, args: readonly string[]) => Promise<number | void>,
): Promise<never> {
  command
    .helpOption("-h, --help", "show this help")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(Deno.args, { from: "user" });
    Deno.exit(await body(command.opts(), command.args) ?? 0);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) Deno.exit(0);
    const { text, exitCode } = failureReport(error);
    console.error(text);
    Deno.exit(exitCode);
  }
}
