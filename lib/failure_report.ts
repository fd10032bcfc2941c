import { FaultlineError } from "./errors.ts";

/** What a command that failed says and ends with. */
export interface FailureReport {
  /** Lines for stderr, without a newline at the end. */
  text: string;
  /** 2 for wrong use, 1 for failure. */
  exitCode: 1 | 2;
}

/** How a failure is told. */
export interface FailureReportOptions {
  /** Show the stack as well (default: no). */
  stack?: boolean;
  /** What to do about a value that no option takes. */
  excessHint?: string;
}

/**
 * What a command line says of anything that was thrown: an error for a person as it renders itself; wrong use, as
 * commander tells it, in the same form; anything else as a fault of Faultline's own.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { FaultlineError } from "./errors.ts";
 * const { text, exitCode } = failureReport(new FaultlineError("SOURCE_EMPTY", "readings.csv is empty"));
 * equal(text, "error[SOURCE_EMPTY]: readings.csv is empty");
 * equal(exitCode, 1);
 * ```
 */
export function failureReport(error: unknown, options: FailureReportOptions = {}): FailureReport {
  const known = isCommanderError(error) ? wrongUse(error, options.excessHint) : error;
  if (known instanceof FaultlineError) {
    return {
      text: options.stack ? `${known.render()}\n${known.stack}` : known.render(),
      exitCode: known.exitCode,
    };
  }
  const fault = known instanceof Error ? known : new Error(String(known));
  const where = options.stack
    ? fault.stack
    : "  hint: this is a fault of Faultline's own; --stack shows where it happened";
  return { text: `error[FAULT]: ${fault.message.split("\n")[0]}\n${where}`, exitCode: 1 };
}

/** Known by its name, so that a program which parses no options need not load the package. */
function isCommanderError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && error.name === "CommanderError";
}

function wrongUse(error: Error & { code: string }, excessHint: string | undefined): FaultlineError {
  const message = error.message.replace(/^error: /, "").replace(/\.$/, "");
  const help = "--help lists the options";
  const hint = error.code === "commander.excessArguments" && excessHint ? `${excessHint}; ${help}` : help;
  return new FaultlineError("USAGE", message, { hint });
}
