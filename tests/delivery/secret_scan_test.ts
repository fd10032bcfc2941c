import { deepEqual, equal, match, ok } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { dirname, join } from "node:path";
import { findSecrets } from "../../delivery/find_secrets.ts";
import { pythonEnv } from "../../pipeline/python_env.ts";
import { type Finished, runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

const root = dirname(dirname(import.meta.dirname!));
const requirements = join(root, "delivery/scanner_requirements.txt");

/** The scanner's environment; `venv` installs Python first where that is missing. */
async function scanner(): Promise<string> {
  await venv({ requirements, cost: "22 MB" });
  const { python } = await pythonEnv({ requirements });
  return join(dirname(python), "kingfisher");
}

async function scan(repository: string): Promise<Finished> {
  await scanner();
  const config = join(root, "deno.json");
  const script = join(root, "delivery/secret_scan.ts");
  const args = ["run", "-q", "-A", "--config", config, script, "--repository", repository];
  return await runProgram(Deno.execPath(), args, { cwd: repository });
}

/** A repository with one commit of these files; made anew, so that nothing here is a secret of anybody's. */
async function repositoryOf(
  path: string,
  files: Record<string, string>,
): Promise<(...args: string[]) => Promise<void>> {
  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@plant.example", "-c", "commit.gpgsign=false"];
    const { code, stderr } = await runProgram("git", [...who, ...args], { cwd: path });
    equal(code, 0, stderr);
  };
  await git("init", "--quiet");
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(path, name), text);
  await git("add", ".");
  await git("commit", "--quiet", "--message", "files");
  return git;
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function random(length: number, letters = alphanumeric): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => letters[byte % letters.length])
    .join("");
}

Deno.test("secrets are found in files, in the history where they were deleted, and before they are committed, untold", async () => {
  await using folder = await tempFolder();
  const storageKey = random(86) + "==";
  const slackToken = `xoxb-${random(12, "0123456789")}-${random(12, "0123456789")}-${random(24)}`;
  const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
    .export({ type: "pkcs1", format: "pem" }) as string;
  const git = await repositoryOf(folder.path, {
    "storage.txt":
      `DefaultEndpointsProtocol=https;AccountName=plantstore;AccountKey=${storageKey};EndpointSuffix=core.windows.net\n`,
    "key.pem": pem,
    ".gitignore": "ignored.txt\n",
    "ignored.txt": `token = "${slackToken}"\n`,
  });
  await git("rm", "--quiet", "storage.txt");
  await git("commit", "--quiet", "--message", "nobody saw it");
  await Deno.writeTextFile(folder.file("chat.txt"), `token = "${slackToken}"\n`);

  const found = await findSecrets(folder.path, await scanner());
  deepEqual(found.map(({ path, line, commit }) => [path, line, commit !== null]), [
    ["chat.txt", 1, false],
    ["key.pem", 1, false],
    ["storage.txt", 1, true],
  ]);
  const { code, stdout, stderr } = await scan(folder.path);
  equal(code, 3, stderr);
  match(stdout, /^storage\.txt:1 {2}\S+, in commit [0-9a-f]{12}, sha256 [0-9a-f]{64}$/m);
  match(stdout, /^3 secrets, 0 known false alarms$/m);
  for (const secret of [storageKey, slackToken, pem.split("\n")[1]]) ok(!(stdout + stderr).includes(secret));
});

Deno.test("a repository without secrets passes, and a shallow clone is refused", async () => {
  await using folder = await tempFolder();
  const git = await repositoryOf(folder.path, { "readme.md": "nothing here\n" });
  const clean = await scan(folder.path);
  equal(clean.code, 0, clean.stderr);
  equal(clean.stdout, "0 secrets, 0 known false alarms\n");

  await git("commit", "--quiet", "--allow-empty", "--message", "another");
  const shallow = folder.file("shallow");
  await git("clone", "--quiet", "--depth", "1", `file://${folder.path}`, shallow);
  const refused = await scan(shallow);
  equal(refused.code, 1);
  match(refused.stderr, /^error\[INPUT_DAMAGED\]: the clone is shallow/);
});

const isWhole = await runProgram("git", ["rev-parse", "--is-shallow-repository"], { cwd: root });

// Registered where the project is a clone with its history.
if (isWhole.code === 0 && isWhole.stdout.trim() === "false") {
  Deno.test("this repository and its history hold no secret, and every false alarm is still one, with a reason", async () => {
    const { code, stdout, stderr } = await scan(root);
    equal(code, 0, stdout + stderr);
    const found = await findSecrets(root, await scanner());
    const known = JSON.parse(await Deno.readTextFile(join(root, "delivery/false_alarms.json")));
    for (const { path, sha256, why } of known) {
      ok(why.length > 20, path);
      ok(
        found.some((one) => one.path === path && one.sha256 === sha256),
        `${path} ${sha256} is found no more`,
      );
    }
  });
}
