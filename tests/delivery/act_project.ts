import { dirname, join } from "node:path";
import { copyProject, runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";
import { readWorkflows, root, stepsOf } from "./workflow.ts";
import { runTool } from "./workflow_tools.ts";

/** A committed copy of the project whose workflows are run on this machine by act, with stand-ins for what is not here. */
export interface ActProject extends AsyncDisposable {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
  /** The path of a file that the stand-ins read and write. */
  stub(name: string): string;
  /** What the stand-ins were called with, in order. */
  calls(): string[];
  /** Runs Git in it, and gives what it says. */
  git(...args: string[]): Promise<string>;
  /** Runs a workflow, or one job of it. */
  run(workflow: string, options?: ActOptions): Promise<{ code: number; output: string }>;
}

/** How a workflow is run. */
export interface ActOptions {
  event?: string;
  /** What the event says of itself. */
  payload?: unknown;
  job?: string;
  vars?: Record<string, string>;
  secrets?: Record<string, string>;
  env?: Record<string, string>;
}

const stubs = join(import.meta.dirname!, "stubs");

/** Which folder of `stubs` stands in for an action; the checkout is act's own. */
function standIn(action: string): string {
  if (action.startsWith("actions/upload-artifact@")) return join(stubs, "upload");
  if (action.startsWith("actions/download-artifact@")) return join(stubs, "download");
  return join(stubs, "nothing");
}

/** Makes a copy with a Git history of one commit, and a bare repository as its origin. */
export async function actProject(): Promise<ActProject> {
  const resources = new AsyncDisposableStack();
  const folder = resources.use(await copyProject());
  const beside = resources.use(await tempFolder());
  const parts = [".github", "delivery"].map((part) => join(root, part));
  await runProgram("cp", ["-r", ...parts, folder.path], { cwd: root });
  // The environment with DVC is made once, for the project itself.
  const { dvc } = await venv();
  await Deno.symlink(dirname(dirname(dirname(dvc))), folder.file(".cache"));

  const home = beside.file("home"), stub = (name: string) => beside.file(`stub/${name}`);
  for (const path of [home, beside.file("stub")]) await Deno.mkdir(path);
  const env = {
    HOME: home,
    STUB: beside.file("stub"),
    REAL_DENO: Deno.execPath(),
    PATH: `${join(stubs, "bin")}:${Deno.env.get("PATH")}`,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME")!, ".cache/deno"),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${beside.file("origin.git")}.insteadOf`,
    GIT_CONFIG_VALUE_0: "https://github.com/plant/faultline",
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
  };
  async function git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runProgram("git", args, { cwd: folder.path, env });
    if (code !== 0) throw new Error(`git ${args.join(" ")}\n${stderr}`);
    return stdout;
  }
  await git("init", "-q", "--bare", beside.file("origin.git"));
  await git("init", "-q", "-b", "main");
  await Deno.writeTextFile(folder.file(".git/info/exclude"), ".cache\n");
  await git("add", "-A");
  await git("commit", "-qm", "The project");
  await git("remote", "add", "origin", "https://github.com/plant/faultline");
  await git("push", "-q", "origin", "main");

  const actions = [...readWorkflows().values()].flatMap(stepsOf).flatMap(({ step }) => step.uses ?? []);
  return {
    path: folder.path,
    file: folder.file,
    stub,
    calls: () => lines(stub("calls")),
    git,
    async run(workflow, { event = "workflow_dispatch", payload = {}, job, ...options } = {}) {
      await Deno.writeTextFile(stub("event.json"), JSON.stringify(payload));
      const { code, stdout, stderr } = await runTool("act", [
        ...[event, "-W", `.github/workflows/${workflow}.yml`, "--no-cache-server", "--use-gitignore=false"],
        ...["-P", "ubuntu-24.04=-self-hosted", "-e", stub("event.json"), "--defaultbranch", "main"],
        ...(job ? ["-j", job] : []),
        ...[...new Set(actions)].flatMap((action) => ["--local-repository", `${action}=${standIn(action)}`]),
        ...Object.entries(options.vars ?? {}).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
        ...Object.entries({ GITHUB_TOKEN: "none", ...options.secrets }).flatMap(([name, value]) => [
          ...["-s", `${name}=${value}`],
        ]),
      ], { cwd: folder.path, env: { ...env, ...options.env } });
      return { code, output: stdout + stderr };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function lines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).trimEnd().split("\n");
  } catch {
    return [];
  }
}
