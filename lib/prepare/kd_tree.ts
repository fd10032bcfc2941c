/** Rows in a leaf: few enough to scan, enough that boxes are worth testing. */
const leafSize = 32;

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
  const { rows, points, boxes, starts, ends } = buildTree(columns, n);
  const d = columns.length;
  const nodeCount = starts.length;
  const neighbors = new Int32Array(n * k);
  const distances = new Float64Array(k);
  const found = new Int32Array(k);
  const stack = new Int32Array(64);
  const stackBounds = new Float64Array(64);

  // A box's bound is summed as a distance is, from terms that are none of them larger, so that it exceeds no
  // distance inside, rounding included; boxes at the very bound are opened, for a lower row may lie there.
  function boxBound(node: number, at: number): number {
    let sum = 0;
    for (let j = 0, box = node * 2 * d; j < d; j++, box += 2) {
      const x = points[at + j];
      const gap = x < boxes[box] ? boxes[box] - x : x > boxes[box + 1] ? x - boxes[box + 1] : 0;
      sum += gap * gap;
    }
    return sum;
  }

  // Points are asked in tree order: each starts where its predecessor's neighbours lie in the cache.
  for (let query = 0; query < n; query++) {
    const at = query * d;
    const self = rows[query];
    let count = 0;
    let worst = Infinity;
    let depth = 0;
    stack[depth] = 0;
    stackBounds[depth++] = 0;
    while (depth > 0) {
      const node = stack[--depth];
      if (stackBounds[depth] > worst) continue;
      const left = 2 * node + 1;
      if (left < nodeCount) {
        const leftBound = boxBound(left, at), rightBound = boxBound(left + 1, at);
        const leftFirst = leftBound <= rightBound;
        stack[depth] = leftFirst ? left + 1 : left;
        stackBounds[depth++] = leftFirst ? rightBound : leftBound;
        stack[depth] = leftFirst ? left : left + 1;
        stackBounds[depth++] = leftFirst ? leftBound : rightBound;
        continue;
      }
      for (let p = starts[node], end = ends[node]; p < end; p++) {
        const row = rows[p];
        if (row === self) continue;
        const sum = squaredDistance(points, at, p * d, d, worst);
        if (count === k && (sum > worst || (sum === worst && row > found[k - 1]))) continue;
        let place = count < k ? count++ : k - 1;
        for (; place > 0; place--) {
          const before = distances[place - 1];
          if (before < sum || (before === sum && found[place - 1] < row)) break;
          distances[place] = before;
          found[place] = found[place - 1];
        }
        distances[place] = sum;
        found[place] = row;
        if (count === k) worst = distances[k - 1];
      }
    }
    neighbors.set(found, self * k);
  }
  return neighbors;
}

/** The squared distance of two points, or any number above `worst` as soon as it is known to exceed that. */
function squaredDistance(points: Float64Array, a: number, b: number, d: number, worst: number): number {
  const end = a + d;
  let sum = 0;
  for (; a + 3 < end; a += 4, b += 4) {
    const first = points[a] - points[b], second = points[a + 1] - points[b + 1];
    const third = points[a + 2] - points[b + 2], fourth = points[a + 3] - points[b + 3];
    sum += first * first;
    sum += second * second;
    sum += third * third;
    sum += fourth * fourth;
    if (sum > worst) return sum;
  }
  for (; a < end; a++, b++) {
    const gap = points[a] - points[b];
    sum += gap * gap;
  }
  return sum;
}

/** A complete binary tree: node i has the children 2i + 1 and 2i + 2, and every leaf lies at the same depth. */
interface Tree {
  /** The row of each point, in tree order. */
  rows: Int32Array;
  /** The points' coordinates in tree order, row-major. */
  points: Float64Array;
  /** The least and greatest coordinate of each node's points, in every dimension. */
  boxes: Float64Array;
  /** The first point of each node, and the one after its last. */
  starts: Int32Array;
  ends: Int32Array;
}

function buildTree(columns: readonly Float64Array[], n: number): Tree {
  const d = columns.length;
  const levels = Math.max(0, Math.ceil(Math.log2(n / leafSize)));
  const nodeCount = 2 ** (levels + 1) - 1;
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const boxes = new Float64Array(nodeCount * 2 * d);
  const starts = new Int32Array(nodeCount);
  const ends = new Int32Array(nodeCount);
  ends[0] = n;
  for (let node = 0; node < nodeCount; node++) {
    const start = starts[node], end = ends[node];
    let widest = 0, width = -1;
    for (let j = 0; j < d; j++) {
      const column = columns[j];
      let least = Infinity, greatest = -Infinity;
      for (let p = start; p < end; p++) {
        const x = column[rows[p]];
        if (x < least) least = x;
        if (x > greatest) greatest = x;
      }
      boxes[(node * d + j) * 2] = least;
      boxes[(node * d + j) * 2 + 1] = greatest;
      if (greatest - least > width) {
        widest = j;
        width = greatest - least;
      }
    }
    const left = 2 * node + 1;
    if (left >= nodeCount) continue;
    const middle = (start + end) >> 1;
    select(rows, columns[widest], start, end - 1, middle);
    starts[left] = start;
    ends[left] = starts[left + 1] = middle;
    ends[left + 1] = end;
  }
  const points = new Float64Array(n * d);
  for (let p = 0; p < n; p++) {
    for (let j = 0; j < d; j++) points[p * d + j] = columns[j][rows[p]];
  }
  return { rows, points, boxes, starts, ends };
}

/** Reorders rows[left..right] so that no value before the middle is greater, and none after it less (Hoare). */
function select(rows: Int32Array, values: Float64Array, left: number, right: number, middle: number): void {
  while (left < right) {
    const pivot = values[rows[(left + right) >> 1]];
    let i = left, j = right;
    while (i <= j) {
      while (values[rows[i]] < pivot) i++;
      while (values[rows[j]] > pivot) j--;
      if (i > j) break;
      const row = rows[i];
      rows[i++] = rows[j];
      rows[j--] = row;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else return;
  }
}
