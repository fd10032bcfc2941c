import { hashText } from "../random/hash.ts";

/** A set of texts that remembers 64 bits of each. */
export interface HashSet {
  /** Adds a text; false when it was there already. */
  add(text: string): boolean;
  readonly size: number;
}

/**
 * Makes a set that keeps a 64-bit hash of each text in typed arrays, 11 to 21 bytes an entry, for millions of
 * identifiers. Two texts of one hash count as the same: with a million texts, one chance in 37 million.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const machines = createHashSet();
 * equal(machines.add("M14860"), true);
 * equal(machines.add("M14860"), false);
 * equal(machines.size, 1);
 * ```
 */
export function createHashSet(): HashSet {
  let mask = 1023;
  let highs = new Uint32Array(mask + 1);
  let lows = new Uint32Array(mask + 1);
  let size = 0;

  // A slot of two zeros is free; a hash of two zeros is kept as (0, 1). Linear probing at most 3/4 full ends.
  function insert(high: number, low: number): boolean {
    let slot = high & mask;
    while (highs[slot] !== 0 || lows[slot] !== 0) {
      if (highs[slot] === high && lows[slot] === low) return false;
      slot = (slot + 1) & mask;
    }
    highs[slot] = high;
    lows[slot] = low;
    return true;
  }

  function grow(): void {
    const oldHighs = highs, oldLows = lows;
    mask = mask * 2 + 1;
    highs = new Uint32Array(mask + 1);
    lows = new Uint32Array(mask + 1);
    for (let i = 0; i < oldHighs.length; i++) {
      if (oldHighs[i] !== 0 || oldLows[i] !== 0) insert(oldHighs[i], oldLows[i]);
    }
  }

  return {
    add(text) {
      const [high, low] = hashText(text, 0);
      if (!insert(high, high === 0 && low === 0 ? 1 : low)) return false;
      size++;
      if (size * 4 > (mask + 1) * 3) grow();
      return true;
    },
    get size() {
      return size;
    },
  };
}
