import { type Forest, treeCount } from "./forest.ts";
import { binCount, groupTrees, type LeafMasks, leafMasks } from "./leaf_masks.ts";
import { type ScoreGrid, scoreGrid } from "./score_grid.ts";
import { scoreKernelWasm } from "./score_kernel_wasm.ts";

/** Scores rows of one forest, by tables made from it beforehand. */
export interface ScoreKernel {
  scoreRow(values: Float64Array): number;
  scoreRows(columns: readonly Float64Array[]): Float64Array;
}

/** What wasm/score_kernel.ts exports. */
interface KernelExports {
  prepare(treeCount: number, featureCount: number, ...addresses: number[]): void;
  score(rows: number): void;
}

/** Rows a call takes, and the sizes of records, as the kernel has them. */
const blockRows = 1024;
const nodeBytes = 24;
const coderBytes = 40;
const groupBytes = 8;
/** A forest that needs more memory than this is left to the plain walk. */
const mostBytes = 2 ** 30;

let compiled: WebAssembly.Module | null | undefined;

/** The compiled kernel, or null where the machine has no vector instructions for it. */
function kernelModule(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled;
  const bytes = Uint8Array.from(atob(scoreKernelWasm), (char) => char.charCodeAt(0));
  return compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

/**
 * Makes the tables of the fast kernel: leaf masks, four trees a vector, in WebAssembly; rows that end in none of the
 * masked leaves of a tree walk that tree. Scores equal the plain walk's bit for bit. Null where the kernel does not
 * serve: no vector instructions, no feature, too many bins, too little memory.
 *
 * The forest's arrays must not change afterwards.
 */
export function createScoreKernel(forest: Forest): ScoreKernel | null {
  const module = kernelModule();
  if (module === null || forest.featureCount === 0) return null;
  const masks = leafMasks(forest);
  if (masks === null) return null;
  const layout = layOut(forest, masks, masks.thresholds.map(scoreGrid));
  const memory = allocate(layout.bytes);
  if (memory === null) return null;
  layout.write(memory.buffer);
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  const { featureCount } = forest;
  kernel.prepare(treeCount(forest), featureCount, ...layout.addresses);

  const numbers = new Float64Array(memory.buffer);
  const values = layout.values / 8, scores = layout.scores / 8;
  return {
    scoreRow(row) {
      for (let f = 0; f < featureCount; f++) numbers[values + f * blockRows] = row[f];
      kernel.score(1);
      return numbers[scores];
    },
    scoreRows(columns) {
      const rowCount = columns[0].length;
      const all = new Float64Array(rowCount);
      for (let start = 0; start < rowCount; start += blockRows) {
        const rows = Math.min(blockRows, rowCount - start);
        for (let f = 0; f < featureCount; f++) {
          numbers.set(columns[f].subarray(start, start + rows), values + f * blockRows);
        }
        kernel.score(rows);
        all.set(numbers.subarray(scores, scores + rows), start);
      }
      return all;
    },
  };
}

function allocate(bytes: number): WebAssembly.Memory | null {
  if (bytes > mostBytes) return null;
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Finds every table a place in the kernel's memory: first all addresses, then, once there is room, the bytes. */
function layOut(forest: Forest, masks: LeafMasks, grids: readonly ScoreGrid[]) {
  const trees = treeCount(forest), { featureCount } = forest;
  let end = 64;
  const place = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const coders = place(featureCount * coderBytes);
  const groups = place(masks.groups.length * groupBytes);
  const leafValues = place(masks.values.byteLength);
  const roots = place(trees * 4);
  const values = place(featureCount * blockRows * 8);
  const bins = place(featureCount * blockRows * 4);
  const words = place(groupTrees * blockRows * 4);
  const missed = place(blockRows * 4);
  const scores = place(blockRows * 8);
  const gridPlaces = grids.map((grid) => ({
    buckets: place(grid.buckets.byteLength),
    thresholds: place(grid.thresholds.byteLength),
  }));
  const groupPlaces = masks.groups.map((group) => ({
    lineOf: place(group.lineOf.byteLength),
    lines: place(group.lines.byteLength),
  }));
  const nodes = place(forest.feature.length * nodeBytes);

  function write(memory: ArrayBuffer): void {
    const float64 = new Float64Array(memory),
      uint32 = new Uint32Array(memory),
      uint16 = new Uint16Array(memory);
    grids.forEach((grid, f) => {
      const { buckets, thresholds } = gridPlaces[f], at = coders + f * coderBytes;
      float64.set([grid.least, grid.scale, grid.buckets.length - 1], at / 8);
      uint32.set([buckets, thresholds, grid.width * 8, binCount(masks.thresholds.slice(0, f))], at / 4 + 6);
      uint16.set(grid.buckets, buckets / 2);
      float64.set(grid.thresholds, thresholds / 8);
    });
    masks.groups.forEach((group, g) => {
      const { lineOf, lines } = groupPlaces[g];
      uint32.set([lineOf, lines], (groups + g * groupBytes) / 4);
      uint16.set(group.lineOf, lineOf / 2);
      uint32.set(group.lines, lines / 4);
    });
    float64.set(masks.values, leafValues / 8);
    writeNodes(forest, { nodes, roots }, float64, uint32);
  }

  const addresses = [coders, groups, leafValues, roots, values, bins, words, missed, scores];
  return { bytes: end, addresses, values, scores, write };
}

/** Writes each tree's nodes level by level, so that a right child follows its sibling. */
function writeNodes(
  { treeOffsets, feature, threshold, leftChild, rightChild, value }: Forest,
  { nodes, roots }: { nodes: number; roots: number },
  float64: Float64Array,
  uint32: Uint32Array,
): void {
  const order = new Int32Array(feature.length);
  for (let tree = 0; tree < treeOffsets.length - 1; tree++) {
    const first = treeOffsets[tree];
    uint32[roots / 4 + tree] = nodes + first * nodeBytes;
    let end = first;
    order[end++] = first;
    for (let i = first; i < end; i++) {
      const node = order[i], at = nodes + i * nodeBytes;
      const isLeaf = feature[node] < 0;
      float64[at / 8] = isLeaf ? Infinity : threshold[node];
      uint32[at / 4 + 2] = isLeaf ? at : nodes + end * nodeBytes;
      uint32[at / 4 + 3] = isLeaf ? 0 : feature[node] * blockRows * 8;
      float64[at / 8 + 2] = value[node];
      if (isLeaf) continue;
      order[end++] = first + leftChild[node];
      order[end++] = first + rightChild[node];
    }
  }
}
