import { Command } from "commander";
import { dirname, join } from "node:path";
import { pythonEnv } from "../pipeline/python_env.ts";
import { findSecrets } from "./find_secrets.ts";
import { foundExitCode, runCommand } from "./run_command.ts";

/** A finding that was looked at and is none, and why. */
interface FalseAlarm {
  path: string;
  sha256: string;
  why: string;
}

const here = import.meta.dirname!;

const command = new Command("delivery/secret_scan.ts")
  .description(
    "Looks for secrets in the work tree and in all of Git's history; ends with 3 when it finds one. " +
      "Fetches its scanner once (22 MB); nothing of the repository leaves the machine.",
  )
  .option("--repository <folder>", "the repository to look through", dirname(here));

await runCommand(command, async ({ repository }) => {
  const { python } = await pythonEnv({
    requirements: join(here, "scanner_requirements.txt"),
    cost: "22 MB",
  });
  const found = await findSecrets(repository, join(dirname(python), "kingfisher"));
  const known: FalseAlarm[] = JSON.parse(await Deno.readTextFile(join(here, "false_alarms.json")));
  const secrets = found.filter(({ path, sha256 }) =>
    !known.some((alarm) => alarm.path === path && alarm.sha256 === sha256)
  );
  for (const { rule, path, line, commit, sha256 } of secrets) {
    const where = commit ? `in commit ${commit.slice(0, 12)}` : "in the work tree";
    console.log(`${path}:${line}  ${rule}, ${where}, sha256 ${sha256}`);
  }
  console.log(`${secrets.length} secrets, ${found.length - secrets.length} known false alarms`);
  if (secrets.length === 0) return 0;
  console.error(
    "Change a secret that was committed, wherever it is used: taking it out of the files is not enough.\n" +
      "What is none goes into delivery/false_alarms.json, with the reason.",
  );
  return foundExitCode;
});
