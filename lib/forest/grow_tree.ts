import type { Random } from "../random/random.ts";
import { createSplitMemory, noSplit, searchFeature, type SplitRows } from "./best_split.ts";
import type { BinnedFeatures } from "./bin_features.ts";
import type { Tree } from "./forest.ts";

/** How trees grow, all choices made: counts and weights instead of names. */
export interface GrowOptions {
  /** Infinity where depth is free. */
  maxDepth: number;
  minSamplesLeaf: number;
  /** Features looked at for every split. */
  maxFeatures: number;
  /** What one row of either class weighs, or how that follows from each tree's own bootstrap. */
  classWeight: { ok: number; failure: number } | "balanced_subsample";
}

/** A grown tree, what it is worth to each feature, and which rows it saw. */
export interface GrownTree {
  tree: Tree;
  /** Impurity decrease by feature, summing to 1; all 0 when the tree is one leaf. */
  importance: Float64Array;
}

/**
 * Grows one tree on a bootstrap sample, as scikit-learn's `DecisionTreeClassifier` does inside a forest: gini
 * impurity, features drawn anew for every split (those that do not vary in a node count as drawn, but drawing goes
 * on until one varies), depth first, until leaves are pure or an option stops it.
 *
 * @param failure 1 where a row failed, else 0.
 * @param inBag Receives a bit for each row: set where the bootstrap drew it. At least `rowCount / 8` bytes of zeros.
 * @param memory Made for the same features; trees that are grown one after another may share it.
 */
export function growTree(
  binned: BinnedFeatures,
  failure: Uint8Array,
  options: GrowOptions,
  random: Random,
  inBag: Uint8Array,
  memory: TreeMemory = createTreeMemory(binned),
): GrownTree {
  const { featureCount, binOffsets, least, greatest } = binned;
  const { tails, spare, dense } = memory;
  drawBootstrap(failure, random, tails);
  const { rows, drawn } = drawnRows(tails, memory.rows, inBag);
  const weights = options.classWeight === "balanced_subsample" ? balancedWeights(drawn) : options.classWeight;
  const nodes = createNodes();
  const importance = new Float64Array(featureCount);
  const features = Int32Array.from({ length: featureCount }, (_, i) => i);
  const best = noSplit();

  grow({ binned, rows, tails, level: 0 }, { start: 0, end: rows.length, depth: 0, parent: -1, ...drawn });
  return { tree: nodes.tree(), importance: normalised(importance) };

  // Nodes wait to be made, the last put down first; the right child is put down before the left, so that a left
  // child follows its parent at once.
  function grow(view: RowsView, root: NodeRows): void {
    const { rows, tails } = view;
    const { minSamplesLeaf } = options;
    const splits = { binned: view.binned, rows, tails, weights, minSamplesLeaf, memory: memory.splits };
    const waiting = [root];
    while (waiting.length > 0) {
      const item = waiting.pop()!;
      const { start, end, depth, ok, failure } = item;
      if (item !== root && isWorthCopying(end - start, rows.length)) {
        grow(dense.copy(view, start, end), { ...item, start: 0, end: end - start });
        continue;
      }
      const node = nodes.add(item.parent, end - start, ok * weights.ok, failure * weights.failure);
      const mayBeSplit = ok > 0 && failure > 0 && depth < options.maxDepth &&
        end - start >= 2 * options.minSamplesLeaf;
      if (!mayBeSplit || !findSplit(splits, item)) continue;

      const { feature, leftCode, leftOk, leftFailure } = best;
      const left = partition(view, start, end, feature, leftCode, spare);
      const below = greatest[binOffsets[feature] + leftCode],
        above = least[binOffsets[feature] + best.rightCode];
      nodes.split(node, feature, midway(below, above));
      importance[feature] += best.purity - purity(ok * weights.ok, failure * weights.failure);
      const child = { depth: depth + 1, parent: node };
      waiting.push({ ...child, start: left, end, ok: ok - leftOk, failure: failure - leftFailure });
      waiting.push({ ...child, start, end: left, ok: leftOk, failure: leftFailure });
    }
  }

  function findSplit(splits: SplitRows, { start, end, ok, failure }: NodeRows): boolean {
    best.feature = -1;
    best.purity = -1;
    let visited = 0, varying = 0;
    while (visited < featureCount && (visited < options.maxFeatures || varying === 0)) {
      const drawn = visited + random.below(featureCount - visited);
      const feature = features[drawn];
      features[drawn] = features[visited];
      features[visited++] = feature;
      if (searchFeature(splits, feature, start, end, ok, failure, best)) varying++;
    }
    return best.feature >= 0;
  }
}

/** Brings rows of codes up to `leftCode` before the others, and says where those begin. */
function partition(
  { binned, rows }: RowsView,
  start: number,
  end: number,
  feature: number,
  leftCode: number,
  spare: Int32Array,
): number {
  const { codes } = binned;
  const offset = feature * binned.rowCount;
  // Every row is written to both sides, and to the left one it stays: no branch that a processor could predict wrongly.
  let left = start;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const goesRight = (leftCode - codes[offset + row]) >>> 31;
    rows[left] = row;
    spare[i - left] = row;
    left += 1 - goesRight;
  }
  rows.set(spare.subarray(0, end - left), left);
  return left;
}

/** Memory that growing a tree needs, and the next one again: without it every tree would leave some MB behind. */
export type TreeMemory = ReturnType<typeof createTreeMemory>;

/** Makes memory for trees on binned features. */
export function createTreeMemory(binned: BinnedFeatures) {
  const { rowCount, featureCount } = binned;
  return {
    tails: new Uint8Array(rowCount),
    // One more than there are, see drawnRows.
    rows: new Int32Array(rowCount + 1),
    spare: new Int32Array(rowCount),
    splits: createSplitMemory(binned),
    dense: createDenseRows(featureCount, rowCount),
  };
}

/** A node still to be made, and where its rows lie. */
interface NodeRows {
  start: number;
  end: number;
  depth: number;
  /** -1 for the tree's root. */
  parent: number;
  /** Drawn rows of either class. */
  ok: number;
  failure: number;
}

/** Rows to grow a subtree on: row numbers, kept partitioned by node, into codes and tails. */
interface RowsView {
  binned: BinnedFeatures;
  rows: Int32Array;
  tails: Uint8Array;
  /** How often the rows have been copied. */
  level: number;
}

/**
 * A node whose rows are a small part of their view would read a cache line for every row. Below an eighth they are
 * copied together; views of some thousand rows fit a core's own cache as they are.
 */
function isWorthCopying(rows: number, ofRows: number): boolean {
  return ofRows > 4096 && rows >= 64 && rows * 8 <= ofRows;
}

/** Copies a node's rows together. Only one view of a level is in use at a time, so that a level's memory serves all. */
function createDenseRows(featureCount: number, rowCount: number) {
  const levels: { codes: Uint16Array; rows: Int32Array; tails: Uint8Array }[] = [];
  return {
    copy({ binned, rows, tails, level }: RowsView, start: number, end: number): RowsView {
      const count = end - start;
      // Every copy is at most an eighth of what it is copied from.
      const most = Math.ceil(rowCount / 8 ** (level + 1));
      const memory = levels[level] ??= {
        codes: new Uint16Array(featureCount * most),
        rows: new Int32Array(most),
        tails: new Uint8Array(most),
      };
      for (let f = 0; f < featureCount; f++) {
        const from = f * binned.rowCount, to = f * count;
        for (let i = 0; i < count; i++) memory.codes[to + i] = binned.codes[from + rows[start + i]];
      }
      for (let i = 0; i < count; i++) {
        memory.tails[i] = tails[rows[start + i]];
        memory.rows[i] = i;
      }
      return {
        binned: { ...binned, rowCount: count, codes: memory.codes },
        rows: memory.rows.subarray(0, count),
        tails: memory.tails,
        level: level + 1,
      };
    },
  };
}

/**
 * Draws as many rows as there are, with replacement; a row drawn over 127 times counts 127. Draws what
 * `random.below` would, without dividing by the bound for every draw.
 */
function drawBootstrap(failure: Uint8Array, random: Random, tails: Uint8Array): void {
  tails.set(failure);
  const bound = failure.length >>> 0;
  const limit = 4294967296 - (4294967296 % bound);
  for (let i = 0; i < bound; i++) {
    let value = random.uint32() >>> 0;
    while (value >= limit) value = random.uint32() >>> 0;
    const row = value % bound;
    if (tails[row] < 254) tails[row] += 2;
  }
}

/** Lists the rows that were drawn. Every row is written, and the next one over it unless it was drawn: no branch. */
function drawnRows(tails: Uint8Array, rows: Int32Array, inBag: Uint8Array) {
  let next = 0, total = 0, failures = 0;
  for (let row = 0; row < tails.length; row++) {
    const tail = tails[row];
    const count = tail >>> 1;
    const isDrawn = -count >>> 31;
    rows[next] = row;
    next += isDrawn;
    inBag[row >>> 3] |= isDrawn << (row & 7);
    total += count;
    failures += count & -(tail & 1);
  }
  return { rows: rows.subarray(0, next), drawn: { ok: total - failures, failure: failures } };
}

/** scikit-learn's "balanced": rows / (classes × rows of the class). A class that is absent weighs nothing. */
export function balancedWeights(counts: { ok: number; failure: number }): { ok: number; failure: number } {
  const total = counts.ok + counts.failure;
  return {
    ok: counts.ok > 0 ? total / (2 * counts.ok) : 0,
    failure: counts.failure > 0 ? total / (2 * counts.failure) : 0,
  };
}

/** Midway between two neighbouring values, and always below the upper one. */
function midway(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle >= above || middle < below ? below : middle;
}

function purity(ok: number, failure: number): number {
  return (ok * ok + failure * failure) / (ok + failure);
}

function normalised(importance: Float64Array): Float64Array {
  const total = importance.reduce((sum, value) => sum + value, 0);
  return total > 0 ? importance.map((value) => value / total) : importance;
}

/** Collects nodes in the order in which they are made. */
function createNodes() {
  const feature: number[] = [], threshold: number[] = [], leftChild: number[] = [], rightChild: number[] = [];
  const value: number[] = [], nodeSamples: number[] = [];
  return {
    add(parent: number, samples: number, ok: number, failure: number): number {
      const node = feature.length;
      if (parent >= 0) (leftChild[parent] < 0 ? leftChild : rightChild)[parent] = node;
      feature.push(-2);
      threshold.push(-2);
      leftChild.push(-1);
      rightChild.push(-1);
      value.push(failure / (ok + failure));
      nodeSamples.push(samples);
      return node;
    },
    split(node: number, splitFeature: number, splitThreshold: number): void {
      feature[node] = splitFeature;
      threshold[node] = splitThreshold;
    },
    tree: (): Tree => ({
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      leftChild: Int32Array.from(leftChild),
      rightChild: Int32Array.from(rightChild),
      value: Float64Array.from(value),
      nodeSamples: Int32Array.from(nodeSamples),
    }),
  };
}
