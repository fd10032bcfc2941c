import { dirname, join } from "node:path";
import { type TempFolder, tempFolder } from "./temp_folder.ts";

/** What a finished program left behind. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a task is run. */
export interface RunTaskOptions {
  /** The copy of the project to run it in. */
  cwd: string;
  /** Variables added to the environment. */
  env?: Record<string, string>;
  /** Sent to the task as its standard input (default: none). */
  stdin?: string;
}

const root = dirname(dirname(import.meta.dirname!));

/** What a user of the tasks has; neither data nor models nor tests. */
const projectParts = [
  ...["deno.json", "deno.lock", "params.yaml", "dvc.yaml", "dvc.lock", ".dvc", ".dvcignore", ".gitignore"],
  ...["lib", "pipeline", "server", "Dockerfile", ".dockerignore"],
];

/** What DVC and the tasks make, and a copy must not start with. */
const notCopied = new Set(["tmp", "cache", "config.local"]);

/** A fresh copy of the project, without data, models, reports or git, that goes away with its scope. */
export async function copyProject(): Promise<TempFolder> {
  const folder = await tempFolder();
  for (const part of projectParts) await copy(join(root, part), folder.file(part), part === ".dvc");
  return folder;
}

/**
 * Runs `deno task NAME …` as a user would, with the running Deno, without a terminal and without colours.
 *
 * @param task Name and arguments: `["train", "--source", "csv:readings.csv"]`.
 */
export async function runTask(task: readonly string[], options: RunTaskOptions): Promise<Finished> {
  return await runProgram(Deno.execPath(), ["task", "--quiet", ...task], options);
}

/** Runs any program the same way. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunTaskOptions,
): Promise<Finished> {
  const child = new Deno.Command(command, {
    args: [...args],
    cwd: options.cwd,
    env: { NO_COLOR: "1", ...options.env },
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Copies a file or a folder; what the project does not have is left out. */
async function copy(from: string, to: string, filtered: boolean): Promise<void> {
  const info = await Deno.stat(from).catch(() => undefined);
  if (!info) return;
  if (info.isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    if (!(filtered && notCopied.has(name))) await copy(join(from, name), join(to, name), filtered);
  }
}
