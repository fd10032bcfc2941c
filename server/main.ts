import { failureReport } from "../lib/failure_report.ts";

/** Runs the program to its end, and gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    // What a container starts again and again does not wait for the parser of options.
    if (args.length === 0 || (args.length === 1 && args[0] === "serve")) {
      return await (await import("./verbs/serve.ts")).serve();
    }
    return await (await import("./command_line.ts")).runCommandLine(args);
  } catch (error) {
    // Help and version end by throwing, too.
    if ((error as { exitCode?: unknown } | null)?.exitCode === 0) return 0;
    const { text, exitCode } = failureReport(error, { stack: args.includes("--stack") });
    console.error(text);
    return exitCode;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
