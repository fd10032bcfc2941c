import { createHash } from "node:crypto";
import { equal } from "node:assert/strict";
import { type Finished, runTask } from "../support/run_task.ts";

/** Settings that make any task quick. */
export const quick: readonly string[] = [
  ...["--set", "train.trees=20"],
  ...["--set", "validation.folds=3"],
  ...["--set", "evaluation.bootstrap_samples=100"],
];

/** Leaves the honesty table out of `train`. */
export const noTable: readonly string[] = ["--set", "compare.max_rows=0"];

/** A plant that is simulated in no time. */
export const smallSource = "simulate:?rows=2000&seed=7";

/** Runs a task that must succeed. */
export async function succeed(
  cwd: string,
  task: readonly string[],
  env?: Record<string, string>,
): Promise<Finished> {
  const finished = await runTask(task, { cwd, env });
  equal(finished.code, 0, `deno task ${task.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
  return finished;
}

/** Every file of a run, by its path from the project's folder, sorted. */
export function filesOf(project: string, folders = ["data", "models", "reports"]): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${project}/${path}`)) {
      if (isDirectory) visit(`${path}/${name}`);
      else found.push(`${path}/${name}`);
    }
  };
  for (const folder of folders) if (exists(`${project}/${folder}`)) visit(folder);
  return found.sort();
}

/** The SHA-256 of every file of a run but the one that holds times. */
export function hashesOf(project: string): Record<string, string> {
  const paths = filesOf(project).filter((path) => path !== "reports/timing.json");
  return Object.fromEntries(paths.map((path) => [path, sha256(Deno.readFileSync(`${project}/${path}`))]));
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
