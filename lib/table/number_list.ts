/** Numbers of which nobody knows at first how many there will be. */
export interface NumberList {
  readonly length: number;
  /** Where the next `count` numbers at most may be written: from `at` on in `values`. {@linkcode kept} says how many. */
  room(count: number): { readonly values: Float64Array; readonly at: number };
  /** So many numbers of the room were written. */
  kept(count: number): void;
  /** All numbers in one array, each piece let go of once it is copied; the list is empty afterwards. */
  drain(): Float64Array<ArrayBuffer>;
}

/** Numbers of a piece: 512 KiB. */
const pieceLength = 1 << 16;

/**
 * Makes a list of numbers in pieces, which need no copying to grow.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const list = createNumberList();
 * const { values, at } = list.room(2);
 * values[at] = 42.8;
 * list.kept(1);
 * deepEqual(list.drain(), Float64Array.of(42.8));
 * ```
 */
export function createNumberList(): NumberList {
  const full: Float64Array[] = [];
  let piece = new Float64Array(0);
  let filled = 0;
  let before = 0;
  return {
    get length() {
      return before + filled;
    },
    room(count) {
      if (filled + count > piece.length) {
        if (filled > 0) full.push(piece.subarray(0, filled));
        before += filled;
        piece = new Float64Array(Math.max(pieceLength, count));
        filled = 0;
      }
      return { values: piece, at: filled };
    },
    kept(count) {
      filled += count;
    },
    drain() {
      const all = new Float64Array(before + filled);
      let at = 0;
      full.reverse();
      for (let values = full.pop(); values; values = full.pop()) {
        all.set(values, at);
        at += values.length;
      }
      all.set(piece.subarray(0, filled), at);
      piece = new Float64Array(0);
      filled = before = 0;
      return all;
    },
  };
}
