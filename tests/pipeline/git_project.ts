import { equal } from "node:assert/strict";
import { dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { pathWithDeno } from "../../pipeline/python_env.ts";
import { copyProject, type Finished, runProgram, runTask } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

/** A copy of the project under Git, with real DVC. */
export interface GitProject extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
  /** The text of a file of it. */
  text(name: string): string;
  /** What a program that must succeed said on stdout. */
  dvc(...args: string[]): Promise<string>;
  git(...args: string[]): Promise<string>;
  /** The same for programs that may fail, with variables added to the environment. */
  tryDvc(args: readonly string[], env?: Record<string, string>): Promise<Finished>;
  tryTask(task: readonly string[], env?: Record<string, string>): Promise<Finished>;
  /** Sets params in params.yaml, by their dotted names. */
  setParams(values: Record<string, unknown>): void;
}

const root = dirname(dirname(import.meta.dirname!));

/** The project as it stands, committed, with an empty cache. */
export async function gitProject(env: Record<string, string> = {}): Promise<GitProject> {
  const folder = await copyProject();
  await runProgram("git", ["init", "-q"], { cwd: folder.path });
  const project = await projectIn(folder.path, env, () => folder[Symbol.asyncDispose]());
  await project.git("add", "-A");
  await project.git("commit", "-qm", "the project");
  return project;
}

/** What another machine has of a project after `git clone`: neither data nor models nor secrets. */
export async function cloneOf(project: GitProject, env: Record<string, string> = {}): Promise<GitProject> {
  const folder = await tempFolder();
  await project.git("clone", "-q", project.path, folder.file("clone"));
  return await projectIn(folder.file("clone"), env, () => folder[Symbol.asyncDispose]());
}

async function projectIn(
  path: string,
  more: Record<string, string>,
  remove: () => PromiseLike<void>,
): Promise<GitProject> {
  const { dvc } = await venv();
  const env = {
    PATH: pathWithDeno(Deno.env.get("PATH")),
    DVC_NO_ANALYTICS: "true",
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
    ...more,
  };
  const file = (name: string) => join(path, name);
  const run = async (command: string, args: string[]) => {
    const { code, stdout, stderr } = await runProgram(command, args, { cwd: path, env });
    equal(code, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  };
  // The tasks find the environment that the tests have made, and make none in every copy.
  await Deno.symlink(join(root, ".cache"), file(".cache"));
  await Deno.writeTextFile(file(".git/info/exclude"), ".cache\n");
  const text = (name: string) => Deno.readTextFileSync(file(name));
  return {
    path,
    file,
    text,
    dvc: (...args) => run(dvc, args),
    git: (...args) => run("git", args),
    tryDvc: (args, added) => runProgram(dvc, args, { cwd: path, env: { ...env, ...added } }),
    tryTask: (task, added) => runTask(task, { cwd: path, env: { ...env, ...added } }),
    setParams(values) {
      const document = parseDocument(text("params.yaml"));
      for (const [name, value] of Object.entries(values)) document.setIn(name.split("."), value);
      Deno.writeTextFileSync(file("params.yaml"), document.toString());
    },
    [Symbol.asyncDispose]: remove,
  };
}
