// The kernel that scores a block of rows. AssemblyScript, compiled by build.ts beside it into
// lib/forest/score_kernel_wasm.ts. lib/forest/score_kernel.ts lays a forest out in the memory that both share, and
// knows the same sizes; lib/forest/leaf_masks.ts says what the masks are. Addresses are bytes.

/** How many rows a call scores at most. A call is short, so that the engine can put in faster code between two. */
const blockRows: i32 = 1024;

const groupTrees: i32 = 16;
const lineBytes: usize = 4 * groupTrees;
/** Bytes of a tree's leaf values: 32, and a 0 for rows in none of these leaves. */
const valuesStride: usize = 8 * 33;
const nodeBytes: usize = 24;

/** How a feature's values become bins: a grid and a short search, see lib/forest/score_grid.ts. */
@unmanaged
class Coder {
  least: f64;
  scale: f64;
  lastBucket: f64;
  buckets: u32;
  thresholds: u32;
  /** The first stride of the search, in bytes. */
  width: u32;
  /** Number of the feature's first bin among all features' bins. */
  firstBin: u32;
}

/** The masks of sixteen trees. */
@unmanaged
class Group {
  lineOf: u32;
  lines: u32;
}

/** A tree's node; the right child follows the left. A leaf is its own child, and every value goes left there. */
@unmanaged
class Node {
  threshold: f64;
  child: u32;
  /** Where the feature's column begins in `values`. */
  column: u32;
  value: f64;
}

let treeCount: i32, featureCount: i32;
let coders: usize, groups: usize, leafValues: usize, roots: usize;
let values: usize, bins: usize, masks: usize, missed: usize, scores: usize;

/** Notes where everything lies. `values` holds `blockRows` numbers a feature; `scores` receives one a row. */
export function prepare(
  treeCount_: i32,
  featureCount_: i32,
  coders_: usize,
  groups_: usize,
  leafValues_: usize,
  roots_: usize,
  values_: usize,
  bins_: usize,
  masks_: usize,
  missed_: usize,
  scores_: usize,
): void {
  treeCount = treeCount_;
  featureCount = featureCount_;
  coders = coders_;
  groups = groups_;
  leafValues = leafValues_;
  roots = roots_;
  values = values_;
  bins = bins_;
  masks = masks_;
  missed = missed_;
  scores = scores_;
}

/** Scores the first rows of `values`. Every row's leaf values are added in the order of trees. */
export function score(rows: i32): void {
  for (let f = 0; f < featureCount; f++) codeColumn(f, rows);
  memory.fill(scores, 0, <usize> rows << 3);
  let group = groups;
  for (let first = 0; first < treeCount; first += groupTrees) {
    maskRows(changetype<Group>(group), rows);
    const last = min(first + groupTrees, treeCount);
    for (let tree = first; tree < last; tree++) {
      const count = addLeaves(tree, tree - first, rows);
      if (count > 0) walkMissed(tree, count);
    }
    group += offsetof<Group>();
  }
  const divisor = <f64> treeCount;
  const end = scores + (<usize> rows << 3);
  for (let at = scores; at < end; at += 8) store<f64>(at, load<f64>(at) / divisor);
}

/** Replaces a feature's values by the numbers of their bins, rows one after another in `bins`. */
function codeColumn(f: i32, rows: i32): void {
  const coder = changetype<Coder>(coders + <usize> f * offsetof<Coder>());
  const least = coder.least, scale = coder.scale, lastBucket = coder.lastBucket;
  const buckets = <usize> coder.buckets, thresholds = <usize> coder.thresholds, width = <usize> coder.width;
  const firstBin = coder.firstBin;
  const stride = <usize> featureCount << 2;
  let value = values + <usize> f * <usize> blockRows * 8;
  let bin = bins + (<usize> f << 2);
  const end = bin + <usize> rows * stride;
  for (; bin < end; bin += stride, value += 8) {
    const x = load<f64>(value);
    const position = (x - least) * scale;
    const bucket = <usize> <i32> select<f64>(min<f64>(position, lastBucket), 0, position > 0);
    let at = thresholds + (<usize> load<u16>(buckets + (bucket << 1)) << 3);
    for (let step = width; step >= 8; step >>= 1) {
      at = select<usize>(at + step, at, load<f64>(at + step - 8) < x);
    }
    store<u32>(bin, firstBin + <u32> ((at - thresholds) >> 3));
  }
}

/** The AND of each row's lines: sixteen words a row in `masks`. */
function maskRows(group: Group, rows: i32): void {
  const lineOf = <usize> group.lineOf, lines = <usize> group.lines;
  let bin = bins, out = masks;
  const end = masks + <usize> rows * lineBytes;
  for (; out < end; out += lineBytes) {
    const rowEnd = bin + (<usize> featureCount << 2);
    let a = i32x4.splat(-1), b = a, c = a, d = a;
    for (; bin < rowEnd; bin += 4) {
      const line = lines + <usize> load<u16>(lineOf + (<usize> load<u32>(bin) << 1)) * lineBytes;
      a = v128.and(a, v128.load(line));
      b = v128.and(b, v128.load(line, 16));
      c = v128.and(c, v128.load(line, 32));
      d = v128.and(d, v128.load(line, 48));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
}

/**
 * Adds the value of each row's leaf in one tree. A word without a bit has 32 trailing zeros and adds a 0; its row is
 * put on the list `missed` without a branch: every row is written there, and stays if the list moves on.
 */
function addLeaves(tree: i32, lane: i32, rows: i32): i32 {
  const value = leafValues + <usize> tree * valuesStride;
  const end = scores + (<usize> rows << 3);
  let mask = masks + (<usize> lane << 2), list = missed;
  for (let at = scores; at < end; at += 8, mask += lineBytes) {
    const word = load<u32>(mask);
    store<f64>(at, load<f64>(at) + load<f64>(value + (<usize> ctz(word) << 3)));
    store<u32>(list, <u32> (at - scores));
    list += <usize> (word == 0) << 2;
  }
  return <i32> ((list - missed) >> 2);
}

/** Adds the leaf values of the rows in `missed` by walking the tree, four rows abreast: their loads overlap. */
function walkMissed(tree: i32, count: i32): void {
  const root = <usize> load<u32>(roots + (<usize> tree << 2));
  const end = missed + (<usize> count << 2);
  let list = missed;
  for (; list + 16 <= end; list += 16) {
    const rowA = load<u32>(list),
      rowB = load<u32>(list, 4),
      rowC = load<u32>(list, 8),
      rowD = load<u32>(list, 12);
    let a = root, b = root, c = root, d = root, moved: usize;
    do {
      const nextA = childOf(a, rowA), nextB = childOf(b, rowB);
      const nextC = childOf(c, rowC), nextD = childOf(d, rowD);
      moved = (nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d);
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    } while (moved);
    addValue(a, rowA);
    addValue(b, rowB);
    addValue(c, rowC);
    addValue(d, rowD);
  }
  for (; list < end; list += 4) {
    const row = load<u32>(list);
    let node = root, last: usize;
    do {
      last = node;
      node = childOf(node, row);
    } while (node != last);
    addValue(node, row);
  }
}

function childOf(at: usize, row: usize): usize {
  const node = changetype<Node>(at);
  const right = !(load<f64>(values + <usize> node.column + row) <= node.threshold);
  return <usize> node.child + <usize> right * nodeBytes;
}

function addValue(at: usize, row: usize): void {
  store<f64>(scores + row, load<f64>(scores + row) + changetype<Node>(at).value);
}
