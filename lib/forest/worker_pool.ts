import type { GrownTree } from "./grow_tree.ts";
import { type GrowJob, growTrees } from "./grow_trees.ts";

/** Grows the trees of a job, on one thread or on several. */
export interface WorkerPool {
  /** All trees of a job, by number. `onTree` is told how many stand. */
  grow(job: GrowJob, onTree?: (done: number) => void): Promise<GrownTree[]>;
  /** Ends the workers. */
  close(): void;
}

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
  const workers: Worker[] = [];

  function grow(job: GrowJob, onTree?: (done: number) => void): Promise<GrownTree[]> {
    const grown: GrownTree[] = new Array(job.trees);
    let done = 0;
    const keep = (index: number, tree: GrownTree) => {
      grown[index] = tree;
      onTree?.(++done);
    };
    if (size === 1) {
      growTrees(job, keep);
      return Promise.resolve(grown);
    }
    while (workers.length < size) {
      workers.push(new Worker(new URL("./grow_worker.ts", import.meta.url), { type: "module" }));
    }
    const runs = workers.map((worker) =>
      new Promise<void>((resolve, reject) => {
        worker.onmessage = ({ data }) => data === "done" ? resolve() : keep(data.index, data.grown);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`a worker stopped while growing trees: ${event.message}`));
        };
        worker.postMessage(job);
      })
    );
    return Promise.all(runs).then(() => grown);
  }

  return {
    grow,
    close() {
      for (const worker of workers) worker.terminate();
      workers.length = 0;
    },
  };
}
