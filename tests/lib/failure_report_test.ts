import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Command, CommanderError } from "commander";
import { FaultlineError } from "../../lib/errors.ts";
import { failureReport } from "../../lib/failure_report.ts";

/** What commander throws for a command line. */
function commanderError(args: string[]): unknown {
  const command = new Command().requiredOption("--input <file>").allowExcessArguments(false).exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    ok(error instanceof CommanderError);
    return error;
  }
}

Deno.test("an error for a person is told as it renders itself, with its own exit code", () => {
  const error = new FaultlineError("SOURCE_EMPTY", "a.csv is empty", { hint: "give rows" });
  deepEqual(failureReport(error), {
    text: "error[SOURCE_EMPTY]: a.csv is empty\n  hint: give rows",
    exitCode: 1,
  });
  equal(failureReport(new FaultlineError("CONFIG_INVALID", "PORT")).exitCode, 2);
});

Deno.test("wrong use, as commander tells it, has the same form and ends with 2", () => {
  deepEqual(failureReport(commanderError([])), {
    text: "error[USAGE]: required option '--input <file>' not specified\n  hint: --help lists the options",
    exitCode: 2,
  });
  const excess = commanderError(["--input", "a", "b"]);
  match(
    failureReport(excess).text,
    /^error\[USAGE\]: too many arguments.*\n {2}hint: --help lists the options$/,
  );
  match(
    failureReport(excess, { excessHint: "take b away" }).text,
    /hint: take b away; --help lists the options$/,
  );
  match(failureReport(commanderError(["--x"]), { excessHint: "no" }).text, /hint: --help lists the options$/);
});

Deno.test("anything else is a fault of Faultline's own; its stack is shown to those who ask", () => {
  const fault = new TypeError("x is undefined\nsecond line");
  deepEqual(failureReport(fault), {
    text:
      "error[FAULT]: x is undefined\n  hint: this is a fault of Faultline's own; --stack shows where it happened",
    exitCode: 1,
  });
  match(
    failureReport(fault, { stack: true }).text,
    /^error\[FAULT\]: x is undefined\nTypeError: .*\n {4}at /s,
  );
  equal(failureReport("thrown text").text.split("\n")[0], "error[FAULT]: thrown text");
  const told = new FaultlineError("SOURCE_EMPTY", "a.csv is empty");
  match(
    failureReport(told, { stack: true }).text,
    /^error\[SOURCE_EMPTY\]: a\.csv is empty\nFaultlineError: .*\n {4}at /,
  );
});
