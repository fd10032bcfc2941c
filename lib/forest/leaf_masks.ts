import { type Forest, treeCount } from "./forest.ts";

/** Trees whose words lie next to each other in a line: four vectors of four words. */
export const groupTrees = 16;
/** Leaves of a tree that have a bit: as many as a word holds. */
export const maskedLeaves = 32;

/**
 * A forest's commonest leaves as boxes in bin space. A row's bin in each feature picks a line of words, one word a
 * tree; a word's bits are the leaves whose box holds that bin; so the AND of a row's words over all features leaves
 * the bit of its leaf, or none when the row ends in a leaf that has no bit.
 */
export interface LeafMasks {
  /** The bounds of the boxes by feature, rising: bin `b` holds `thresholds[b - 1] < x <= thresholds[b]`. */
  readonly thresholds: readonly Float64Array[];
  readonly groups: readonly LeafMaskGroup[];
  /** What a tree's leaf adds to the score: `maskedLeaves` entries a tree, and a 0 for "none of them". */
  readonly values: Float64Array;
}

/** The words of sixteen trees. They part fewer bins than the forest does, so that their lines stay in the cache. */
export interface LeafMaskGroup {
  /** The line of each of the forest's bins, features one after another. */
  readonly lineOf: Uint16Array;
  /** `groupTrees` words a line. */
  readonly lines: Uint32Array;
}

/**
 * Makes the masks of a forest's 32 commonest leaves a tree, or null when it parts more bins than 16 bits can count.
 * Whatever leaves are chosen, scores are the same; those that held most training rows save most walks.
 *
 * O(nodes + trees × features × 32).
 */
export function leafMasks(forest: Forest): LeafMasks | null {
  const trees = treeCount(forest), { featureCount } = forest;
  const boxes: GroupBoxes[] = [];
  for (let first = 0; first < trees; first += groupTrees) {
    boxes.push(groupBoxes(forest, first, Math.min(first + groupTrees, trees)));
  }
  const thresholds = Array.from(
    { length: featureCount },
    (_, f) => distinct(boxes.map((group) => group.thresholds[f])),
  );
  const mostLines = Math.max(...boxes.map((group) => binCount(group.thresholds)));
  if (mostLines > 65536 || thresholds.some(({ length }) => length > 65535)) return null;
  const values = new Float64Array(trees * (maskedLeaves + 1));
  boxes.forEach((group, g) => values.set(group.values, g * groupTrees * (maskedLeaves + 1)));
  const groups = boxes.map((group) => ({ lineOf: lineOf(thresholds, group), lines: lines(group) }));
  return { thresholds, groups, values };
}

/** How many bins thresholds part, over all features. */
export function binCount(thresholds: readonly Float64Array[]): number {
  return thresholds.reduce((sum, { length }) => sum + length + 1, 0);
}

interface GroupBoxes {
  /** The bounds that occur in this group, by feature, rising. */
  thresholds: Float64Array[];
  /** A box is `lower < x <= upper` in every feature; `maskedLeaves` boxes a tree, `featureCount` bounds a box. */
  lower: Float64Array;
  upper: Float64Array;
  /** How many boxes each tree has. */
  counts: Int32Array;
  values: Float64Array;
}

function groupBoxes(forest: Forest, first: number, last: number): GroupBoxes {
  const { featureCount, treeOffsets, feature, threshold, leftChild, value } = forest;
  const size = (last - first) * maskedLeaves * featureCount;
  const lower = new Float64Array(size).fill(-Infinity);
  const upper = new Float64Array(size).fill(Infinity);
  const counts = new Int32Array(last - first);
  const values = new Float64Array((last - first) * (maskedLeaves + 1));
  for (let tree = first; tree < last; tree++) {
    const root = treeOffsets[tree];
    const { leaves, parents } = commonestLeaves(forest, tree);
    counts[tree - first] = leaves.length;
    leaves.forEach((leaf, i) => {
      values[(tree - first) * (maskedLeaves + 1) + i] = value[root + leaf];
      const box = ((tree - first) * maskedLeaves + i) * featureCount;
      for (let child = leaf; child > 0; child = parents[child]) {
        const parent = root + parents[child], side = box + feature[parent], bound = threshold[parent];
        if (child === leftChild[parent]) upper[side] = Math.min(upper[side], bound);
        else lower[side] = Math.max(lower[side], bound);
      }
    });
  }
  const thresholds = Array.from(
    { length: featureCount },
    (_, f) => finiteBounds(f, featureCount, lower, upper),
  );
  return { thresholds, lower, upper, counts, values };
}

/** A tree's leaves with most training rows, most first, and every node's parent. */
function commonestLeaves(forest: Forest, tree: number): { leaves: number[]; parents: Int32Array } {
  const { treeOffsets, feature, leftChild, rightChild, nodeSamples } = forest;
  const root = treeOffsets[tree], size = treeOffsets[tree + 1] - root;
  const parents = new Int32Array(size);
  const leaves: number[] = [];
  for (let node = 0; node < size; node++) {
    const at = root + node;
    if (feature[at] >= 0) {
      parents[leftChild[at]] = node;
      parents[rightChild[at]] = node;
      continue;
    }
    const samples = nodeSamples[at];
    let place = leaves.length;
    if (place === maskedLeaves && nodeSamples[root + leaves[--place]] >= samples) continue;
    for (; place > 0 && nodeSamples[root + leaves[place - 1]] < samples; place--) {
      leaves[place] = leaves[place - 1];
    }
    leaves[place] = node;
  }
  return { leaves, parents };
}

function finiteBounds(f: number, stride: number, lower: Float64Array, upper: Float64Array): Float64Array {
  const bounds = new Float64Array(2 * lower.length / stride);
  let count = 0;
  for (let i = f; i < lower.length; i += stride) {
    if (lower[i] !== -Infinity) bounds[count++] = lower[i];
    if (upper[i] !== Infinity) bounds[count++] = upper[i];
  }
  return distinct([bounds.subarray(0, count)]);
}

function distinct(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  all.sort();
  let count = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[count++] = all[i];
  return all.slice(0, count);
}

/** The line of each of the forest's bins in a group, whose thresholds are some of the forest's. */
function lineOf(thresholds: readonly Float64Array[], group: GroupBoxes): Uint16Array {
  const lineOf = new Uint16Array(binCount(thresholds));
  let bin = 0, line = 0;
  thresholds.forEach((all, f) => {
    const own = group.thresholds[f];
    let next = 0;
    lineOf[bin++] = line;
    for (let i = 0; i < all.length; i++) {
      if (own[next] <= all[i]) next++;
      lineOf[bin++] = line + next;
    }
    line += own.length + 1;
  });
  return lineOf;
}

/** Sets each leaf's bit in the lines of its box: flipped where the box begins and ends, then carried along. */
function lines({ thresholds, lower, upper, counts }: GroupBoxes): Uint32Array {
  const featureCount = thresholds.length;
  const words = new Uint32Array(binCount(thresholds) * groupTrees);
  let start = 0;
  thresholds.forEach((own, f) => {
    const end = start + (own.length + 1) * groupTrees;
    counts.forEach((count, tree) => {
      for (let leaf = 0; leaf < count; leaf++) {
        const side = (tree * maskedLeaves + leaf) * featureCount + f;
        if (lower[side] >= upper[side]) continue;
        const first = lower[side] === -Infinity ? 0 : positionOf(lower[side], own) + 1;
        const after = upper[side] === Infinity ? own.length + 1 : positionOf(upper[side], own) + 1;
        words[start + first * groupTrees + tree] ^= 1 << leaf;
        if (after <= own.length) words[start + after * groupTrees + tree] ^= 1 << leaf;
      }
    });
    for (let i = start + groupTrees; i < end; i++) words[i] ^= words[i - groupTrees];
    start = end;
  });
  return words;
}

/** Where a value stands in rising values that hold it. */
function positionOf(value: number, rising: Float64Array): number {
  let low = 0, high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
