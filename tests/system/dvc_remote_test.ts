import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { dvcEnvironment } from "../../pipeline/dvc_environment.ts";
import { type DagshubStore, startDagshubStore } from "../support/dagshub_store.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";
import { cloneOf, type GitProject, gitProject } from "../pipeline/git_project.ts";
import { exists } from "../pipeline/small_run.ts";

const token = "0123456789abcdef0123456789abcdef01234567";
const direct = { NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };

let project: GitProject;
let config: string;
Deno.test.beforeAll(async () => {
  project = await gitProject(direct);
  config = project.text(".dvc/config");
});
Deno.test.beforeEach(async () => {
  Deno.writeTextFileSync(project.file(".dvc/config"), config);
  await Deno.remove(project.file(".dvc/config.local")).catch(() => {});
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const local = () => exists(project.file(".dvc/config.local")) ? project.text(".dvc/config.local") : "";

/** Names a remote, which must succeed, and gives what was said. */
async function remote(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await project.tryTask(["dvc:remote", ...args], env);
  equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
  ok(!`${stdout}${stderr}`.includes(token), "no token is shown");
  return stdout;
}

Deno.test("a folder is named in .dvc/config, relative to it, and the first remote is the default", async () => {
  const said = await remote(["folder", "../store"]);
  match(said, /^remote folder: \.\.\/store \(default\)\n/);
  match(said, /next +deno task dvc push\n$/);
  match(project.text(".dvc/config"), /remote = folder\n\['remote "folder"'\]\n +url = \.\.\/\.\.\/store\n$/);
  equal(local(), "");
  match(await project.dvc("remote", "list"), /^folder\s+\S*\/store\s+\(default\)\n$/);
});

Deno.test("a token goes to .dvc/config.local alone, which only its owner reads and Git ignores", async () => {
  await remote(["dagshub", "me/plant"], { DAGSHUB_TOKEN: token });
  match(
    project.text(".dvc/config"),
    /\['remote "dagshub"'\]\n +url = https:\/\/dagshub\.com\/me\/plant\.dvc\n$/,
  );
  match(local(), new RegExp(`auth = basic\\n +user = ${token}\\n +password = ${token}\\n$`));
  equal(Deno.statSync(project.file(".dvc/config.local")).mode! & 0o777, 0o600);
  equal(await project.git("status", "--porcelain"), " M .dvc/config\n");
  ok(!(await project.git("grep", "--untracked", "-c", "dagshub", "--", ".dvc")).includes("config.local"));
});

Deno.test("each command can be given again: the files stay as they are, settings of one's own too", async () => {
  const commands: { args: string[]; env: Record<string, string> }[] = [
    { args: ["dagshub", "me/plant"], env: { DAGSHUB_TOKEN: token, DAGSHUB_USER: "me" } },
    { args: ["folder", "../store", "--name", "Backup", "--no-default"], env: {} },
  ];
  for (const { args, env } of commands) await remote(args, env);
  await project.dvc("remote", "modify", "dagshub", "jobs", "2");
  await project.dvc("remote", "modify", "--local", "dagshub", "read_timeout", "30");
  const before = [project.text(".dvc/config"), local()];
  for (const { args, env } of commands) await remote(args, env);
  equal(project.text(".dvc/config"), before[0]);
  deepEqual(local().split("\n").sort(), before[1].split("\n").sort());
  match(before[0], /jobs = 2/);
  match(local(), /read_timeout = 30/);
});

Deno.test("a name that is given to another place keeps no secret and no setting of the first", async () => {
  await remote(["dagshub", "me/plant", "--name", "origin"], { DAGSHUB_TOKEN: token });
  await remote(["folder", "../store", "--name", "origin"]);
  ok(!local().includes(token), local());
  match(project.text(".dvc/config"), /\['remote "origin"'\]\n +url = \.\.\/\.\.\/store\n$/);
  await remote(["dagshub", "me/other", "--name", "origin"], { DAGSHUB_TOKEN: token, DAGSHUB_USER: "me" });
  match(project.text(".dvc/config"), /me\/other\.dvc\n$/);
  match(local(), new RegExp(`user = me\\n +password = ${token}\\n$`));
});

Deno.test("a password that stood in .dvc/config leaves it", async () => {
  await project.dvc("remote", "add", "dagshub", "https://dagshub.com/me/plant.dvc");
  await project.dvc("remote", "modify", "dagshub", "password", token);
  await remote(["dagshub", "me/plant"], { DAGSHUB_TOKEN: token });
  ok(!project.text(".dvc/config").includes(token));
});

Deno.test("--default and --no-default say which remote is the default", async () => {
  const default_ = async () => (await project.tryDvc(["remote", "default"])).stdout.trim();
  await remote(["folder", "../a", "--name", "a", "--no-default"]);
  equal(await default_(), "No default remote set");
  await remote(["folder", "../b", "--name", "b"]);
  equal(await default_(), "b");
  match(await remote(["folder", "../c", "--name", "c"]), /^remote c: \.\.\/c\n[^]*push --remote c\n$/);
  equal(await default_(), "b", "a further one changes nothing unasked");
  await remote(["folder", "../c", "--name", "c", "--default"]);
  equal(await default_(), "c");
  await remote(["folder", "../c", "--name", "c", "--no-default"]);
  equal(await default_(), "No default remote set");
});

/** A project with a file that is on its way to Dagshub. */
async function projectWithSample(env: Record<string, string>): Promise<GitProject> {
  const here = await gitProject(direct);
  Deno.writeTextFileSync(here.file("sample.txt"), "a sample\n");
  await here.dvc("add", "sample.txt");
  equal((await here.tryTask(["dvc:remote", "dagshub", "me/plant"], env)).code, 0);
  await here.git("add", "-A");
  await here.git("commit", "-qm", "a sample");
  return here;
}

Deno.test("DVC pushes to and pulls from a server that asks for the user and the token", async () => {
  await using store: DagshubStore = startDagshubStore("me", token);
  const env = { DAGSHUB_TOKEN: token, DAGSHUB_USER: "me", DAGSHUB_CLIENT_HOST: store.url };
  await using here = await projectWithSample(env);
  match(await here.dvc("push", "sample.txt.dvc"), /1 file pushed/);
  // md5 of "a sample\n", by md5sum.
  deepEqual([...store.files.keys()], ["/me/plant.dvc/files/md5/d0/89024374474515fde2e69ba8a36e1a"]);

  await using there = await cloneOf(here, direct);
  notEqual((await there.tryDvc(["pull", "sample.txt.dvc"])).code, 0, "a clone has no token");
  ok(store.refused > 0);
  equal((await there.tryTask(["dvc:remote", "dagshub", "me/plant"], env)).code, 0);
  await there.dvc("pull", "sample.txt.dvc");
  equal(there.text("sample.txt"), "a sample\n");
  equal(await there.git("status", "--porcelain"), "", "the committed address is what the command writes");
});

Deno.test("who has no token can pull from a public repository", async () => {
  await using store = startDagshubStore("me", token, true);
  const env = { DAGSHUB_TOKEN: token, DAGSHUB_USER: "me", DAGSHUB_CLIENT_HOST: store.url };
  await using here = await projectWithSample(env);
  await here.dvc("push", "sample.txt.dvc");
  await using there = await cloneOf(here, direct);
  await there.dvc("pull", "sample.txt.dvc");
  equal(there.text("sample.txt"), "a sample\n");
});

/** A python3 whose environments take no packages, but run the tests' own Python. */
const fakePython = (python: string) =>
  `#!/bin/sh
if [ "$1" = --version ]; then echo "Python 3.0.0"; exit 0; fi
mkdir -p "$3/bin"
printf '#!/bin/sh\\nif [ "$1" = -m ]; then echo "$*" >> "$FAKE_PIP"; else exec ${python} "$@"; fi\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
`;

Deno.test("an Azure container is named without secrets, and DVC gets its plugin, then and later", async () => {
  await using folder = await tempFolder();
  const { python } = await venv();
  await using plant = await gitProject();
  await Deno.remove(plant.file(".cache"));
  await Deno.mkdir(folder.file("bin"));
  await Deno.writeTextFile(folder.file("bin/python3"), fakePython(python), { mode: 0o755 });
  const key = "c2VjcmV0LWtleS1vZi10aGUtYWNjb3VudA==";
  const env = {
    PATH: `${folder.file("bin")}:/usr/bin:/bin`,
    FAKE_PIP: folder.file("pip"),
    AZURE_STORAGE_KEY: key,
  };
  deepEqual(
    await dvcEnvironment(plant.file(".dvc")),
    {},
    "the small environment, as long as no remote needs more",
  );
  const task = ["dvc:remote", "azure", "models/faultline/", "--account", "plantstore"];
  const { code, stdout: said, stderr } = await plant.tryTask(task, env);
  equal(code, 0, stderr);
  match(said, /^remote azure: azure:\/\/models\/faultline \(default\)\n/);
  match(said, /credentials +AZURE_STORAGE_KEY of the environment/);
  match(
    plant.text(".dvc/config"),
    /\['remote "azure"'\]\n +url = azure:\/\/models\/faultline\n +account_name = plantstore\n$/,
  );
  ok(!exists(plant.file(".dvc/config.local")));
  ok(!`${said}${stderr}${plant.text(".dvc/config")}`.includes(key));
  match(Deno.readTextFileSync(folder.file("pip")), /^-m pip install .*pipeline\/requirements_azure\.txt\n$/);
  match((await dvcEnvironment(plant.file(".dvc"))).requirements!, /pipeline\/requirements_azure\.txt$/);
});

Deno.test("both sets of requirements name the same DVC", () => {
  const version = (name: string) => project.text(`pipeline/${name}`).match(/^dvc==.*$/m)?.[0];
  ok(version("requirements.txt"));
  equal(version("requirements_azure.txt"), version("requirements.txt"));
});

Deno.test("what is wrong is said in one line with a hint, exits with 2, and repeats no secret", async () => {
  const env = { DAGSHUB_TOKEN: "", AZURE_STORAGE_ACCOUNT: "" };
  const table: [code: string, args: string[], message: RegExp, env?: Record<string, string>][] = [
    ["REMOTE_ADDRESS", ["dagshub", "me/plant"], /no token in DAGSHUB_TOKEN\n/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant"], /DAGSHUB_TOKEN holds a blank/, {
      DAGSHUB_TOKEN: `${token}\n`,
    }],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant"], /must be an https/, {
      DAGSHUB_CLIENT_HOST: "http://dagshub.com",
    }],
    ["REMOTE_ADDRESS", ["dagshub", "plant"], /must be OWNER\/REPO, current value: plant\n/],
    ["REMOTE_ADDRESS", ["dagshub", "https://dagshub.com/me/plant"], /must be OWNER\/REPO/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant.git"], /must be OWNER\/REPO/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant", "--token", token], /on the command line\n.*DAGSHUB_TOKEN/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant", `--password=${token}`], /on the command line\n/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant", token], /on the command line\n/],
    ["REMOTE_ADDRESS", ["dagshub", "me/plant", "s3cret"], /a value after the address/],
    ["REMOTE_ADDRESS", ["dagshub", `https://me:${token}@dagshub.com/me/plant`], /on the command line\n/],
    ["REMOTE_ADDRESS", ["dagshub", `me/s3cret-t0ken`], /on the command line\n/, {
      DAGSHUB_TOKEN: "s3cret-t0ken",
    }],
    [
      "REMOTE_ADDRESS",
      ["azure", "models/x?sv=1&sig=s3cret", "--account", "plantstore"],
      /on the command line\n/,
    ],
    ["REMOTE_ADDRESS", ["azure", "Models/x", "--account", "plantstore"], /must be CONTAINER\/PATH/],
    ["REMOTE_ADDRESS", ["azure", "models/../x", "--account", "plantstore"], /must be CONTAINER\/PATH/],
    ["REMOTE_ADDRESS", ["azure", "models/x"], /the storage account has no name\n.*--account/],
    ["REMOTE_ADDRESS", ["azure", "models/x", "--account", "Plant_Store"], /cannot be called Plant_Store\n/],
    ["REMOTE_ADDRESS", ["folder", "s3://bucket"], /must be a path/],
    ["REMOTE_ADDRESS", ["folder", ""], /must be a path/],
    ["REMOTE_ADDRESS", ["folder", "params.yaml"], /params\.yaml is not a folder/],
    ["REMOTE_ADDRESS", ["folder", ".dvc/cache"], /keeps house in/],
    ["REMOTE_ADDRESS", ["gdrive", "x"], /no kind of remote called gdrive\n.*dagshub, azure, folder/],
    ["USAGE", ["folder"], /missing required argument 'address'/],
    ["USAGE", ["folder", "../x", "--account", "plantstore"], /--account belongs to azure/],
    ["USAGE", ["folder", "../x", "--name", "a b"], /--name must be/],
    ["USAGE", ["folder", "../x", "--nam", "a"], /unknown option '--nam'/],
  ];
  for (const [code, args, message, more] of table) {
    const finished = await project.tryTask(["dvc:remote", ...args], { ...env, ...more });
    const { stderr } = finished;
    ok(stderr.startsWith(`error[${code}]: `), `${args.join(" ")}\n${stderr}`);
    match(stderr, message);
    equal(finished.code, 2, stderr);
    equal(finished.stdout, "");
    ok(!stderr.includes(token) && !stderr.includes("s3cret"), stderr);
  }
  equal(project.text(".dvc/config"), config, "and nothing is written");
  equal(local(), "");
});

Deno.test("no token is written where Git would take it", async () => {
  await using open = await gitProject();
  await Deno.writeTextFile(open.file(".dvc/.gitignore"), "/tmp\n/cache\n");
  const task = ["dvc:remote", "dagshub", "me/plant"];
  const { code, stderr } = await open.tryTask(task, { DAGSHUB_TOKEN: token });
  equal(code, 2);
  match(stderr, /^error\[REMOTE_ADDRESS\]: Git does not ignore \.dvc\/config\.local.*\n {2}hint: /);
  ok(!exists(open.file(".dvc/config.local")));
});

Deno.test("config files that DVC cannot read are an error with their line, and without the token", async () => {
  Deno.writeTextFileSync(project.file(".dvc/config.local"), `[core\npassword = ${token}\n`);
  const { code, stderr } = await project.tryTask(["dvc:remote", "dagshub", "me/plant"], {
    DAGSHUB_TOKEN: token,
  });
  equal(code, 2);
  match(stderr, /^error\[CONFIG_INVALID\]: DVC cannot read or write .*\n {2}.*line 1.*\n {2}hint: /);
  ok(!stderr.includes(token), stderr);
});

Deno.test("the help page is on stdout and shows an example of each kind", async () => {
  const said = await remote(["--help"]);
  match(said, /^Usage: deno task dvc:remote \[options\] <kind> <address>\n/);
  for (const option of ["--name", "--account", "--default", "--no-default", "--help"]) {
    ok(said.includes(` ${option} `));
  }
  for (const kind of ["dagshub", "azure", "folder"]) match(said, new RegExp(`deno task dvc:remote ${kind} `));
  equal(project.text(".dvc/config"), config);
});
