/** Rows in a leaf: few enough to scan, enough that boxes are worth testing. */
const leafSize = 48;

/**
 * The exact k nearest neighbours of every point among the others, by Euclidean distance (Bentley, 1975,
 * "Multidimensional binary search trees used for associative searching"). About O(n log n) in few dimensions.
 *
 * @param columns One column a dimension, all of n finite numbers.
 * @param k Neighbours a point, from 1 to n - 1.
 * @returns n × k row numbers, row-major: nearest first, the lower row first where distances are equal. A point is
 * never its own neighbour; its duplicates are.
 * @throws {RangeError} When k is out of range.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(nearestNeighbors([Float64Array.of(0, 1, 3, 7)], 2), Int32Array.of(1, 2, 0, 2, 1, 0, 2, 1));
 * ```
 */
export function nearestNeighbors(columns: readonly Float64Array[], k: number): Int32Array {
  const n = columns[0]?.length ?? 0;
  if (!Number.isInteger(k) || k < 1 || k >= n) {
    throw new RangeError(
      `Cannot find neighbours: k must be a whole number from 1 to ${n - 1}, current value: ${k}`,
    );
  }
  const search = prepareSearch(columns, k);
  const { rows, starts, found } = search;
  const neighbors = new Int32Array(n * k);
  // Points are asked in tree order: each starts where its predecessor's neighbours lie in the cache.
  for (let leaf = 0; leaf < starts.length - 1; leaf++) {
    for (let query = starts[leaf]; query < starts[leaf + 1]; query++) {
      findNearest(search, leaf, query);
      for (let i = 0, to = rows[query] * k; i < k; i++) neighbors[to + i] = found[i];
    }
  }
  return neighbors;
}

/**
 * Finds the points nearest to one: from its own leaf upwards, since the other half of a node on the way to the root
 * seldom reaches near enough to be looked at.
 */
function findNearest(search: Search, leaf: number, query: number): void {
  const { distances, found, waiting } = search;
  const firstLeaf = search.starts.length - 2, last = found.length - 1;
  for (let i = 0; i <= last; i++) {
    distances[i] = Infinity;
    found[i] = search.rows.length;
  }
  scanLeaf(search, leaf, query);
  for (let node = firstLeaf + leaf; node > 0; node = (node - 1) >> 1) {
    // The other child of the node's parent; left children have odd numbers.
    waiting[0] = (node & 1) === 1 ? node + 1 : node - 1;
    for (let count = 1; count > 0;) {
      const other = waiting[--count];
      if (isBeyond(search, other, query)) continue;
      if (other >= firstLeaf) scanLeaf(search, other - firstLeaf, query);
      else {
        waiting[count++] = 2 * other + 2;
        waiting[count++] = 2 * other + 1;
      }
    }
  }
}

/** Whether all of a node's points are farther from a point than the farthest of its nearest so far. */
function isBeyond(
  { points, boxes, dimensions, distances, slack }: Search,
  node: number,
  query: number,
): boolean {
  const d = dimensions.length, at = query * d, limit = distances[distances.length - 1] * slack;
  let sum = 0;
  for (let i = 0, box = node * 2 * d; i < d; i++, box += 2) {
    const x = points[at + dimensions[i]];
    const gap = x < boxes[box] ? boxes[box] - x : x > boxes[box + 1] ? x - boxes[box + 1] : 0;
    sum += gap * gap;
    if (sum > limit) return true;
  }
  return false;
}

/** Takes those of a leaf's points that are nearer than the nearest so far, the point itself left out. */
function scanLeaf(
  { rows, points, widest, second, dimensions, starts, distances, found, slack }: Search,
  leaf: number,
  query: number,
): void {
  const d = dimensions.length, at = query * d, last = found.length - 1;
  const x = widest[query], y = second[query];
  let worst = distances[last], limit = worst * slack;
  for (let p = starts[leaf], end = starts[leaf + 1]; p < end; p++) {
    const dx = widest[p] - x, dy = second[p] - y;
    if (dx * dx + dy * dy > limit || p === query) continue;
    let sum = 0;
    for (let j = 0, other = p * d; j < d; j++) {
      const gap = points[at + j] - points[other + j];
      sum += gap * gap;
    }
    const row = rows[p];
    if (sum > worst || (sum === worst && row > found[last])) continue;
    let place = last;
    for (; place > 0; place--) {
      const before = distances[place - 1];
      if (before < sum || (before === sum && found[place - 1] < row)) break;
      distances[place] = before;
      found[place] = found[place - 1];
    }
    distances[place] = sum;
    found[place] = row;
    worst = distances[last];
    limit = worst * slack;
  }
}

/**
 * A tree of points and what a search in it works with. The tree is complete and binary: node i has the children
 * 2i + 1 and 2i + 2, and every leaf lies at the same depth.
 */
interface Search {
  /** The row of each point, in tree order. */
  rows: Int32Array;
  /** The first point of each leaf, and the number of points. */
  starts: Int32Array;
  /** The points' coordinates in tree order, row-major. */
  points: Float64Array;
  /** The points' coordinates in the widest dimension, and in the second widest; zeros where there is but one. */
  widest: Float64Array;
  second: Float64Array;
  /** The dimensions, the widest first. */
  dimensions: Int32Array;
  /** The least and greatest coordinate of each node's points, in every dimension, the widest first. */
  boxes: Float64Array;
  /** The nearest points so far, the nearest first: squared distances, infinite where there are none yet, and rows. */
  distances: Float64Array;
  found: Int32Array;
  /** The nodes still to be looked at. */
  waiting: Int32Array;
  /**
   * Distances are added up column by column, bounds the widest dimension first, and so are rounded differently: what
   * exceeds a distance by more than this factor is farther however either is rounded.
   */
  slack: number;
}

function prepareSearch(columns: readonly Float64Array[], k: number): Search {
  const n = columns[0].length, d = columns.length;
  const levels = Math.max(0, Math.ceil(Math.log2(n / leafSize)));
  // Property by property: V8 throws away what it compiled for the first object of a literal when it makes the
  // second, which took as long as finding the neighbours of 20,000 points.
  const search = {} as Search;
  search.rows = Int32Array.from(columns[0].keys());
  search.starts = partition(columns, search.rows, levels);
  search.points = new Float64Array(n * d);
  columns.forEach((column, j) => copyRows(column, search.rows, search.points, j, d));
  search.dimensions = dimensionsByWidth(columns, search.rows);
  search.widest = new Float64Array(n);
  search.second = new Float64Array(n);
  copyRows(columns[search.dimensions[0]], search.rows, search.widest, 0, 1);
  if (d > 1) copyRows(columns[search.dimensions[1]], search.rows, search.second, 0, 1);
  search.boxes = boxesOf(search.points, search.dimensions, search.starts);
  search.distances = new Float64Array(k);
  search.found = new Int32Array(k);
  search.waiting = new Int32Array(levels + 1);
  search.slack = 1 + 2 * (d + 1) * Number.EPSILON;
  return search;
}

/**
 * Orders rows so that each half of a node's lies on its own side of a plane, level by level down to the leaves.
 *
 * @returns Where each leaf's rows begin, and the number of rows.
 */
function partition(columns: readonly Float64Array[], rows: Int32Array, levels: number): Int32Array {
  const values = new Float64Array(rows.length);
  let starts = Int32Array.of(0, rows.length);
  for (let level = 0; level < levels; level++) {
    const halves = new Int32Array(2 * starts.length - 1).fill(rows.length);
    for (let node = 0; node < starts.length - 1; node++) {
      halves[2 * node] = starts[node];
      halves[2 * node + 1] = split(columns, rows, values, starts[node], starts[node + 1]);
    }
    starts = halves;
  }
  return starts;
}

/** Parts a node's rows at the middle of the dimension in which they spread most, and says where its second half begins. */
function split(
  columns: readonly Float64Array[],
  rows: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
): number {
  // A few of the rows tell well enough which dimension that is.
  const step = Math.max(1, (end - start) >> 5);
  let widest = 0, width = -1;
  for (let j = 0; j < columns.length; j++) {
    const spread = spreadOf(columns[j], rows, start, end, step);
    if (spread > width) {
      widest = j;
      width = spread;
    }
  }
  copyRows(columns[widest], rows.subarray(start, end), values, start, 1);
  const middle = (start + end) >> 1;
  select(values, rows, start, end - 1, middle);
  return middle;
}

/** The dimensions by how far the points spread in them, the widest first. */
function dimensionsByWidth(columns: readonly Float64Array[], rows: Int32Array): Int32Array {
  const widths = columns.map((column) => spreadOf(column, rows, 0, rows.length, 1));
  return Int32Array.from(columns.keys()).sort((a, b) => widths[b] - widths[a]);
}

/** How far apart the values of every `step`th of some rows lie. */
function spreadOf(column: Float64Array, rows: Int32Array, start: number, end: number, step: number): number {
  let least = Infinity, greatest = -Infinity;
  for (let p = start; p < end; p += step) {
    const x = column[rows[p]];
    if (x < least) least = x;
    if (x > greatest) greatest = x;
  }
  return greatest - least;
}

/** Writes the values of rows to every `step`th place from `at` on. */
function copyRows(column: Float64Array, rows: Int32Array, to: Float64Array, at: number, step: number): void {
  for (let p = 0; p < rows.length; p++) to[at + p * step] = column[rows[p]];
}

/** Every node's box: a leaf's is that of its points, any other's that of its children. */
function boxesOf(points: Float64Array, dimensions: Int32Array, starts: Int32Array): Float64Array {
  const d = dimensions.length;
  const leafCount = starts.length - 1;
  const boxes = new Float64Array((2 * leafCount - 1) * 2 * d);
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const box = (leafCount - 1 + leaf) * 2 * d;
    for (let i = 0; i < d; i++) {
      spanPoints(points, starts[leaf] * d + dimensions[i], starts[leaf + 1] * d, d, boxes, box + 2 * i);
    }
  }
  for (let node = leafCount - 2; node >= 0; node--) spanChildren(boxes, node, 2 * d);
  return boxes;
}

/** Writes the least and the greatest of every `step`th coordinate. */
function spanPoints(
  points: Float64Array,
  from: number,
  to: number,
  step: number,
  boxes: Float64Array,
  at: number,
): void {
  let least = Infinity, greatest = -Infinity;
  for (let p = from; p < to; p += step) {
    const x = points[p];
    if (x < least) least = x;
    if (x > greatest) greatest = x;
  }
  boxes[at] = least;
  boxes[at + 1] = greatest;
}

/** Writes the box that holds those of a node's two children, each `size` numbers. */
function spanChildren(boxes: Float64Array, node: number, size: number): void {
  const box = node * size, left = (2 * node + 1) * size, right = left + size;
  for (let i = 0; i < size; i += 2) {
    boxes[box + i] = Math.min(boxes[left + i], boxes[right + i]);
    boxes[box + i + 1] = Math.max(boxes[left + i + 1], boxes[right + i + 1]);
  }
}

/**
 * Reorders values[left..right], and rows with them, so that no value before the middle is greater, and none after it
 * less (Hoare).
 */
function select(values: Float64Array, rows: Int32Array, left: number, right: number, middle: number): void {
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let i = left, j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i], row = rows[i];
      values[i] = values[j];
      rows[i++] = rows[j];
      values[j] = value;
      rows[j--] = row;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}
