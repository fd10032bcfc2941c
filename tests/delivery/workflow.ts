import { dirname, join } from "node:path";
import { parse } from "yaml";

/** One step of a job. */
export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** One job, as far as tests look at it. */
export interface Job {
  name?: string;
  needs?: string | string[];
  if?: string;
  environment?: string;
  permissions?: Record<string, string>;
  outputs?: Record<string, string>;
  env?: Record<string, string>;
  container?: { image: string };
  services?: Record<string, { image: string }>;
  "runs-on": string;
  "timeout-minutes"?: number;
  steps: Step[];
}

/** One workflow, with the text it was read from. */
export interface Workflow {
  file: string;
  text: string;
  on: Record<string, unknown>;
  permissions: unknown;
  concurrency?: { group: string };
  defaults?: { run: { shell: string } };
  jobs: Record<string, Job>;
}

/** The project's folder. */
export const root = dirname(dirname(import.meta.dirname!));

/** The workflows of `.github/workflows`, by name without the ending, of this project or of a copy. */
export function readWorkflows(project = root): Map<string, Workflow> {
  const folder = join(project, ".github/workflows");
  return new Map(
    [...Deno.readDirSync(folder)].map(({ name }) => {
      const text = Deno.readTextFileSync(join(folder, name));
      return [name.replace(/\.yml$/, ""), { file: `.github/workflows/${name}`, text, ...parse(text) }];
    }),
  );
}

/** Every step of a workflow, with the job that it belongs to. */
export function stepsOf({ file, jobs }: Workflow): { where: string; job: Job; step: Step }[] {
  return Object.entries(jobs).flatMap(([name, job]) =>
    job.steps.map((step, i) => ({ where: `${file}, ${name}, step ${i + 1}`, job, step }))
  );
}
