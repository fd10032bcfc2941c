/** The cells of plain lines of CSV. */
export interface PlainCells {
  readonly rowCount: number;
  /** Cells of a row. */
  readonly cellCount: number;
  readonly bytes: Uint8Array;
  /** Cell `c` of row `r` lies between the entries `r × cellCount + c` and the next, neither of them included. */
  readonly bounds: Int32Array;
}

/**
 * Makes a function that finds the cells of whole lines of CSV, each with its newline, where they are plain: printable
 * ASCII without a quote, and as many cells in every row. Of any other lines it returns undefined. The bounds are
 * overwritten by the next call.
 *
 * @param cellCount Cells that a row must have, at least 1.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const find = createCellFinder(2);
 * const cells = find(new TextEncoder().encode("a,40\nb,42\n"))!;
 * equal(cells.rowCount, 2);
 * deepEqual([...cells.bounds.subarray(0, 5)], [-1, 1, 4, 6, 9]);
 * equal(find(new TextEncoder().encode('a,"40"\n')), undefined);
 * ```
 */
export function createCellFinder(cellCount: number): (lines: Uint8Array) => PlainCells | undefined {
  let bounds = new Int32Array(0);
  return (bytes) => {
    if (bounds.length <= bytes.length) bounds = new Int32Array(bytes.length + 1);
    bounds[0] = -1;
    const found = findBounds(bytes, cellCount, bounds);
    return found < 0 ? undefined : { rowCount: found / cellCount, cellCount, bytes, bounds };
  };
}

/** How many cells there are, or -1 where the lines are not plain. */
function findBounds(bytes: Uint8Array, cellCount: number, bounds: Int32Array): number {
  const length = bytes.length;
  let found = 0;
  let wanted = cellCount;
  let all = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    all |= byte;
    if (byte > comma) continue;
    if (byte === comma) {
      bounds[++found] = at;
    } else if (byte === newline) {
      bounds[++found] = at;
      if (found !== wanted) return -1;
      wanted += cellCount;
    } else if (byte < space || byte === quote) {
      return -1;
    }
  }
  return all < 128 ? found : -1;
}

const newline = 10;
const space = 32;
const quote = 34;
const comma = 44;
