import {
  binColumn,
  type BinnedFeatures,
  type Bins,
  codesFor,
  codesOf,
  joinBins,
  shared,
} from "./bin_features.ts";
import type { GrownTree } from "./grow_tree.ts";
import { createTreeGrower, type GrowJob } from "./grow_trees.ts";
import type { WorkerAnswer, WorkerTask } from "./worker_task.ts";

/** Bins features and grows trees, on one thread or on several. */
export interface WorkerPool {
  /** Bins features as `binFeatures` does, one feature a worker at a time. */
  bin(columns: readonly Float64Array[], maxBins: number): Promise<BinnedFeatures>;
  /** All trees of a job, by number. `onTree` is told how many stand. Jobs given meanwhile wait their turn. */
  grow(job: GrowJob, onTree?: (done: number) => void): Promise<GrownTree[]>;
  /** Ends the workers. */
  close(): void;
}

/** Below this many rows a column is binned sooner than it is sent to a worker. */
const fewestRowsToSend = 20_000;

/**
 * Makes a pool of workers that share memory; with one worker the caller's own thread does the work. Workers start
 * with the first job and are kept for the next.
 *
 * @param size Threads, at least 1.
 */
export function createWorkerPool(size: number): WorkerPool {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot create pool: size must be a whole number of at least 1, current value: ${size}`,
    );
  }
  const workers: AskedWorker[] = [];

  function start(): readonly AskedWorker[] {
    while (workers.length < size) workers.push(startWorker());
    return workers;
  }

  async function bin(columns: readonly Float64Array[], maxBins: number): Promise<BinnedFeatures> {
    const codes = codesFor(columns, maxBins);
    const bins: Bins[] = new Array(columns.length);
    const rowCount = columns[0]?.length ?? 0;
    if (size === 1 || rowCount < fewestRowsToSend) {
      columns.forEach((column, f) => bins[f] = binColumn(column, maxBins, codesOf(codes, f, rowCount)));
      return joinBins(codes, bins);
    }
    let next = 0;
    await Promise.all(
      start().map(async (worker) => {
        // One column at a time lies in memory that the worker sees: a message would copy all that the column is part of.
        const column = shared(Float64Array, rowCount);
        while (next < columns.length) {
          const f = next++;
          column.set(columns[f]);
          await ask(
            worker,
            { kind: "bin", column, maxBins, codes: codesOf(codes, f, rowCount) },
            (answer) => {
              if (typeof answer === "object" && "bins" in answer) bins[f] = answer.bins;
              return true;
            },
          );
        }
      }),
    );
    return joinBins(codes, bins);
  }

  async function grow(job: GrowJob, onTree?: (done: number) => void): Promise<GrownTree[]> {
    const grown: GrownTree[] = new Array(job.trees);
    let done = 0;
    const keep = (index: number, tree: GrownTree) => {
      grown[index] = tree;
      onTree?.(++done);
    };
    if (size === 1) {
      // Trees on many rows take long: between them the thread hears signals and moves its progress bar.
      const isLong = job.binned.rowCount >= fewestRowsToSend;
      const growNext = createTreeGrower(job, keep);
      while (growNext()) if (isLong) await new Promise((resolve) => setTimeout(resolve, 0));
      return grown;
    }
    await Promise.all(
      start().map((worker) =>
        ask(worker, { kind: "grow", job }, (answer) => {
          if (answer === "done") return true;
          if ("grown" in answer) keep(answer.index, answer.grown);
          return false;
        })
      ),
    );
    return grown;
  }

  return {
    bin,
    grow,
    close() {
      for (const { worker } of workers) worker.terminate();
      workers.length = 0;
    },
  };
}

/** A worker, and who waits for its answers: the tasks are answered one after another, as they were given. */
interface AskedWorker {
  worker: Worker;
  waiting: {
    /** Says whether the answer was the task's last. */
    onAnswer: (answer: WorkerAnswer) => boolean;
    resolve: () => void;
    reject: (error: Error) => void;
  }[];
}

function startWorker(): AskedWorker {
  const worker = new Worker(new URL("./grow_worker.ts", import.meta.url), { type: "module" });
  const waiting: AskedWorker["waiting"] = [];
  worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
    if (waiting[0].onAnswer(data)) waiting.shift()!.resolve();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    const error = new Error(`a worker stopped at its work: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  return { worker, waiting };
}

/** Gives a worker a task, and hears its answers until one is the last. */
function ask(
  { worker, waiting }: AskedWorker,
  task: WorkerTask,
  onAnswer: (answer: WorkerAnswer) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ onAnswer, resolve, reject });
    worker.postMessage(task);
  });
}
