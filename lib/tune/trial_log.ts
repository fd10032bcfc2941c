import { dirname } from "node:path";
import { z } from "zod";
import { FaultlineError } from "../errors.ts";
import { hashText } from "../random/hash.ts";
import { type FoldScores, foldScoresSchema } from "./fold_scores.ts";
import type { TunedParams } from "./tuned_params.ts";

/** All that an evaluation's scores depend on beside the candidate, its trees and its repeat. */
export interface Study {
  /** SHA-256 of the prepared training rows. */
  data: string;
  seed: number;
  space: unknown;
  /** Params that are not tuned but change scores. */
  params: unknown;
}

/** One cross-validation: of which candidate, with how many trees, on which folds. */
export interface TrialRun {
  tuned: TunedParams;
  trees: number;
  /** 0 on the folds of the search, from 1 on new ones. */
  repeat: number;
}

/** Finished evaluations in a file that outlives the process. */
export interface TrialLog {
  /** How many evaluations of this study the file held when it was opened. */
  readonly kept: number;
  /** What differs from the study that the file ends in; empty when it is this one, or the file is new. */
  readonly changed: readonly (keyof Study)[];
  /** An evaluation's scores, if it was made before. */
  find(run: TrialRun): FoldScores | undefined;
  /** Appends an evaluation: on disk, whole, when this returns. */
  append(run: TrialRun, scores: FoldScores): void;
  close(): void;
}

const studyLine = z.strictObject({
  study: z.string(),
  data: z.string(),
  seed: z.string(),
  space: z.string(),
  params: z.string(),
});
const trialLine = z.strictObject({
  study: z.string(),
  key: z.string(),
  trees: z.int(),
  repeat: z.int(),
  tuned: z.looseObject({}),
  scores: foldScoresSchema,
});
const lineSchema = z.union([studyLine, trialLine]);

/**
 * Opens a JSONL file of evaluations, or starts it. Lines are only ever appended; each names its study, so that another
 * study's evaluations stay in the file and are never taken for this one's. A last line that a killed process left
 * unfinished is cut off.
 *
 * @throws {FaultlineError} `INPUT_DAMAGED` when another line is not as this wrote it; `OUTPUT_UNWRITABLE`.
 */
export function openTrialLog(path: string, study: Study): TrialLog {
  const lines = readLines(path);
  const parts = {
    data: study.data,
    seed: String(study.seed),
    space: hash(study.space),
    params: hash(study.params),
  };
  const id = hash(parts);
  const known = new Map<string, FoldScores>();
  let last: z.infer<typeof studyLine> | undefined, started = false;
  for (const line of lines) {
    if ("key" in line) {
      if (line.study === id) known.set(line.key, line.scores);
    } else {
      last = line;
      started ||= line.study === id;
    }
  }
  const changed = last && last.study !== id
    ? (Object.keys(parts) as (keyof Study)[]).filter((part) => parts[part] !== last[part])
    : [];
  const handle = attempt(path, () => Deno.openSync(path, { append: true, create: true }));
  if (!started || changed.length > 0) write({ study: id, ...parts });

  function write(line: z.infer<typeof lineSchema>) {
    attempt(path, () => {
      const bytes = new TextEncoder().encode(JSON.stringify(line) + "\n");
      for (let done = 0; done < bytes.length;) done += handle.writeSync(bytes.subarray(done));
      handle.syncDataSync();
    });
  }

  return {
    kept: known.size,
    changed,
    find: (run) => known.get(keyOf(run)),
    append(run, scores) {
      const key = keyOf(run);
      write({ study: id, key, trees: run.trees, repeat: run.repeat, tuned: { ...run.tuned }, scores });
      known.set(key, scores);
    },
    close: () => handle.close(),
  };
}

function keyOf({ tuned, trees, repeat }: TrialRun): string {
  return hash([tuned, trees, repeat]);
}

function hash(value: unknown): string {
  return hashText(JSON.stringify(value), 0).map((half) => half.toString(16).padStart(8, "0")).join("");
}

/** The file's lines, after what a killed process left of one is cut off. */
function readLines(path: string): z.infer<typeof lineSchema>[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw unwritable(path, error);
    attempt(path, () => Deno.mkdirSync(dirname(path), { recursive: true }));
    return [];
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) {
    attempt(path, () => Deno.truncateSync(path, new TextEncoder().encode(whole).length));
  }
  return whole.split("\n").slice(0, -1).map((line, i) => {
    try {
      return lineSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new FaultlineError("INPUT_DAMAGED", `${path} is damaged in line ${i + 1}`, {
        cause,
        hint: "delete that line, or the file to start tuning anew",
      });
    }
  });
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): FaultlineError {
  return new FaultlineError("OUTPUT_UNWRITABLE", `cannot write ${path}: ${(cause as Error).name}`, {
    cause,
    hint: "check the path and its permissions",
  });
}
