import { createRandom } from "../random/random.ts";
import type { BinnedFeatures } from "./bin_features.ts";
import { createTreeMemory, type GrownTree, type GrowOptions, growTree } from "./grow_tree.ts";

/** Trees to grow, shared by all who grow them. Its arrays lie in shared memory. */
export interface GrowJob {
  binned: BinnedFeatures;
  /** 1 where a row failed, else 0. */
  failure: Uint8Array;
  options: GrowOptions;
  seed: number;
  trees: number;
  /** The number of the next tree that nobody has taken yet, in one shared cell. */
  next: Int32Array;
  /** A bit for each tree and row, set where the tree's bootstrap drew the row; `bagStride` bytes a tree. */
  inBag: Uint8Array;
  bagStride: number;
}

/**
 * Takes trees off a job until none is left. A tree's random numbers depend on the seed and the tree's number
 * alone, so that it does not matter who grows it, or when.
 */
export function growTrees(job: GrowJob, onTree: (index: number, grown: GrownTree) => void): void {
  const growNext = createTreeGrower(job, onTree);
  while (growNext());
}

/** Makes a function that takes one tree off a job, grows it, and says whether there was one. */
export function createTreeGrower(
  job: GrowJob,
  onTree: (index: number, grown: GrownTree) => void,
): () => boolean {
  const memory = createTreeMemory(job.binned);
  return () => {
    const index = Atomics.add(job.next, 0, 1);
    if (index >= job.trees) return false;
    const inBag = job.inBag.subarray(index * job.bagStride, (index + 1) * job.bagStride);
    onTree(
      index,
      growTree(job.binned, job.failure, job.options, createRandom(job.seed, index), inBag, memory),
    );
    return true;
  };
}
