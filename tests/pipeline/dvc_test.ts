import { equal, ok } from "node:assert/strict";
import { dirname, join } from "node:path";
import { pathWithDeno } from "../../pipeline/python_env.ts";
import { copyProject, runTask } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";

/**
 * Stands in for python3: `-m venv` makes a folder whose pip counts its calls and whose dvc says what it was given.
 * Shows in no time what takes the real one half a minute.
 */
const fakePython = `#!/bin/sh
if [ "$1" = --version ]; then echo "Python 3.0.0"; exit 0; fi
if [ -n "$FAKE_NO_VENV" ]; then echo "No module named venv" >&2; exit 1; fi
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho call >> "$FAKE_CALLS"; sleep 0.2\\n[ -z "$FAKE_NO_PACKAGES" ] || { echo "no network" >&2; exit 1; }\\n' > "$3/bin/python"
printf '#!/bin/sh\\necho "dvc $*"; command -v deno; echo "analytics off: $DVC_NO_ANALYTICS"; exit 3\\n' > "$3/bin/dvc"
chmod +x "$3/bin/python" "$3/bin/dvc"
`;

async function fakeProject() {
  const project = await copyProject();
  await Deno.mkdir(project.file("fake"));
  await Deno.writeTextFile(project.file("fake/python3"), fakePython, { mode: 0o755 });
  const env = {
    PATH: `${project.file("fake")}:/usr/bin:/bin`,
    FAKE_CALLS: project.file("calls"),
  };
  const dvc = (args: string[], more: Record<string, string> = {}) =>
    runTask(["dvc", ...args], { cwd: project.path, env: { ...env, ...more } });
  const calls = async () => (await Deno.readTextFile(project.file("calls"))).split("\n").length - 1;
  return { project, dvc, calls, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() };
}

Deno.test("dvc gets the arguments, finds deno, sends no analytics, and its exit code is the task's", async () => {
  await using fake = await fakeProject();
  const { code, stdout, stderr } = await fake.dvc(["repro", "--force", "a b"]);
  equal(stdout, `dvc repro --force a b\n${Deno.execPath()}\nanalytics off: true\n`);
  equal(code, 3);
  ok(/making the project's Python environment/.test(stderr), stderr);
});

Deno.test("two that ask at once share one environment, and a third finds it ready", async () => {
  await using fake = await fakeProject();
  const [first, second] = await Promise.all([fake.dvc(["a"]), fake.dvc(["b"])]);
  equal(first.code, 3);
  equal(second.code, 3);
  const { stderr } = await fake.dvc(["c"]);
  ok(!stderr.includes("making"), stderr);
  equal(await fake.calls(), 1);
});

Deno.test("an environment that was interrupted half way is made again", async () => {
  await using fake = await fakeProject();
  equal((await fake.dvc(["a"], { FAKE_NO_PACKAGES: "1" })).code, 1);
  equal((await fake.dvc(["a"])).code, 3);
  equal(await fake.calls(), 2);
});

Deno.test("packages that cannot be installed and a missing venv are said in an error with a hint", async () => {
  await using fake = await fakeProject();
  const packages = await fake.dvc(["repro"], { FAKE_NO_PACKAGES: "1" });
  ok(/^error\[PYTHON_PACKAGES\]: .*\n {2}no network\n {2}hint: /m.test(packages.stderr), packages.stderr);
  const venv = await fake.dvc(["repro"], { FAKE_NO_VENV: "1" });
  equal(venv.code, 1);
  ok(/^error\[PYTHON_MISSING\]: .*\n {2}No module named venv\n {2}hint: /m.test(venv.stderr), venv.stderr);
});

Deno.test("without python3 the error says what to install", async () => {
  await using fake = await fakeProject();
  await using empty = await tempFolder();
  const { code, stderr } = await fake.dvc(["repro"], { PATH: empty.path });
  equal(code, 1);
  ok(stderr.includes("error[PYTHON_MISSING]") && stderr.includes("apt-get install python3"), stderr);
});

Deno.test("the folder of the running deno comes first on the path", () => {
  const folder = dirname(Deno.execPath());
  equal(pathWithDeno("/usr/bin"), `${folder}:/usr/bin`);
  equal(pathWithDeno(undefined), folder);
  equal(join(folder, "deno"), Deno.execPath());
});
