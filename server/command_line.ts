import { Command } from "commander";
import { FaultlineError } from "../lib/errors.ts";
import { version } from "./version.ts";

/** Runs a command line and gives the exit code. A verb's modules are loaded when it is called. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("faultline")
    .description("Predicts machine failures from sensor readings. Without a command it serves.")
    .option("--stack", "show the stack of an error")
    .version(version, "-V, --version", "show the version of Faultline alone")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .addHelpText("after", "\nThe server is set by its environment: see docs/operations.md");
  program.command("serve", { isDefault: true })
    .description(
      "answer requests (default); PORT, HOST, DATA_DIR, MODEL, API_KEYS … are read from the environment",
    )
    .action(async () => void (code = await (await import("./verbs/serve.ts")).serve()));
  program.command("predict")
    .description(
      "score a CSV file of any size: keeps every column, appends probability, predicted_failure and error",
    )
    .requiredOption("--input <file>", "CSV file of readings")
    .requiredOption("--output <file>", "CSV file to write")
    .option(
      "--model <folder>",
      "model folder or models:/NAME@ALIAS (default: MODEL, or the model that came with the program)",
    )
    .option("--params <file>", "params file whose ingest.columns maps your headers")
    .action(async (options) => void (code = await (await import("./verbs/predict.ts")).predict(options)));
  program.command("healthcheck")
    .description("ask the server on this machine whether it is ready: exit 0, else 1")
    .action(async () => void (code = await (await import("./verbs/healthcheck.ts")).healthcheck()));
  program.command("version")
    .description("show the versions of Faultline, Deno and the model")
    .action(async () => void (code = await (await import("./verbs/version.ts")).showVersion()));
  program.command("key")
    .description("make an API key: prints it once, with its entry for API_KEYS")
    .argument("<name>", "what logs and stored rows call it")
    .argument("<scopes>", "what it allows: read, predict, admin, joined by +")
    .action(async (name, scopes) => void (code = (await import("./verbs/key.ts")).showNewKey(name, scopes)));

  const known = program.commands.map((command) => command.name());
  const wanted = args.find((arg) => !arg.startsWith("-"));
  if (wanted !== undefined && args.indexOf(wanted) === args.findIndex((arg) => arg !== "--stack")) {
    if (!known.includes(wanted)) {
      throw new FaultlineError("USAGE", `there is no command ${wanted}`, {
        hint: `known here: ${known.join(", ")}; --help shows them`,
      });
    }
  }
  await program.parseAsync([...args], { from: "user" });
  return code;
}
