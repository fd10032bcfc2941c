import { Command, CommanderError } from "commander";
import { endOnSignals } from "../lib/end_on_signals.ts";
import { FaultlineError } from "../lib/errors.ts";
import { failureReport } from "../lib/failure_report.ts";
import { azureEnvironment, dvcEnvironment } from "./dvc_environment.ts";
import { azureRemote } from "./dvc_remote/azure_remote.ts";
import { dagshubRemote } from "./dvc_remote/dagshub_remote.ts";
import type { DvcRemoteSpec, Env } from "./dvc_remote/dvc_remote_spec.ts";
import { folderRemote } from "./dvc_remote/folder_remote.ts";
import { refuseSecrets, secretGiven } from "./dvc_remote/refuse_secrets.ts";
import { type WantedDefault, writeRemote } from "./dvc_remote/write_remote.ts";
import { pythonEnv } from "./python_env.ts";

/** The command's own options, by commander's names. */
interface RemoteOptions {
  name?: string;
  account?: string;
  default?: boolean;
}

const kinds = ["dagshub", "azure", "folder"];

const help = `Kinds and addresses:
  dagshub OWNER/REPO        token in DAGSHUB_TOKEN, user in DAGSHUB_USER (default: the token)
  azure CONTAINER/PATH      --account NAME; credentials in AZURE_STORAGE_*, or the machine's login
  folder PATH               relative to the project's folder, or absolute

.dvc/config gets the address: commit it. Secrets go to .dvc/config.local, which Git ignores.

Examples:
  DAGSHUB_TOKEN=… deno task dvc:remote dagshub me/plant
  deno task dvc:remote azure models/faultline --account plantstore
  deno task dvc:remote folder ../dvc-store --name backup --no-default`;

const env: Env = (name) => Deno.env.get(name) || undefined;

endOnSignals();
try {
  refuseSecrets(Deno.args, env);
  const command = commandLine().parse(Deno.args, { from: "user" });
  const [kind, address, ...more] = command.args;
  if (more.length > 0) throw secretGiven("there is a value after the address; no token belongs there");
  await nameRemote(kind, address, command.opts());
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) Deno.exit(0);
  const { text, exitCode } = failureReport(error, { stack: Deno.args.includes("--stack") });
  console.error(text);
  Deno.exit(exitCode);
}

function commandLine(): Command {
  return new Command("deno task dvc:remote")
    .description("Names a DVC remote, to push data and models to and pull them from.")
    .argument("<kind>", kinds.join(", "))
    .argument("<address>", "where it is")
    .option("--name <name>", "what DVC calls it (default: the kind)")
    .option("--account <name>", "the storage account of azure (default: AZURE_STORAGE_ACCOUNT)")
    .option("--default", "make it the default remote (it is anyway when there is none)")
    .option("--no-default", "do not make it the default remote")
    .option("--stack", "show the stack of an error")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", `\n${help}`)
    .allowExcessArguments(true)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
}

async function nameRemote(kind: string, address: string, options: RemoteOptions): Promise<void> {
  const remote = remoteOf(kind, address, options.account);
  const name = (options.name ?? kind).toLowerCase();
  if (!/^[a-z0-9][a-z0-9_.-]*$/.test(name)) {
    throw new FaultlineError(
      "USAGE",
      `--name must be letters, digits, hyphens and dots, current value: ${name}`,
    );
  }
  const { python } = await pythonEnv(kind === "azure" ? azureEnvironment() : await dvcEnvironment());
  const isDefault = await writeRemote({ name, remote, default: wantedDefault(options.default), python });
  console.log(`remote ${name}: ${remote.url}${isDefault ? " (default)" : ""}`);
  console.log("  address      in .dvc/config: commit it");
  console.log(`  credentials  ${remote.credentials}`);
  console.log(`  next         deno task dvc push${isDefault ? "" : ` --remote ${name}`}`);
}

function remoteOf(kind: string, address: string, account: string | undefined): DvcRemoteSpec {
  if (!kinds.includes(kind)) {
    throw new FaultlineError("REMOTE_ADDRESS", `there is no kind of remote called ${kind}`, {
      hint: `there are ${kinds.join(", ")}; --help shows an example of each`,
    });
  }
  if (account !== undefined && kind !== "azure") {
    throw new FaultlineError("USAGE", `--account belongs to azure, not to ${kind}`);
  }
  if (kind === "dagshub") return dagshubRemote(address, env);
  return kind === "azure" ? azureRemote(address, account, env) : folderRemote(address);
}

function wantedDefault(asked: boolean | undefined): WantedDefault {
  if (asked === undefined) return "first";
  return asked ? "yes" : "no";
}
