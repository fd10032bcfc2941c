/**
 * A 64-bit hash of text under a seed, as two 32-bit halves: MurmurHash3 x86 (Appleby, public domain) over the
 * text's UTF-16 code units, run twice with different seeds. Not for secrets.
 *
 * @example
 * ```ts
 * import { deepEqual, notDeepEqual } from "node:assert/strict";
 * deepEqual(hashText("M14860", 42), hashText("M14860", 42));
 * notDeepEqual(hashText("M14860", 42), hashText("M14860", 43));
 * ```
 */
export function hashText(text: string, seed: number): [high: number, low: number] {
  return [murmur3(text, seed), murmur3(text, seed ^ 0x5bd1e995)];
}

/**
 * Where a key lies in [0, 1) under a seed: evenly spread, and the same for the same key for ever.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * const place = hashShare("M14860", 42);
 * ok(place >= 0 && place < 1);
 * ```
 */
export function hashShare(key: string, seed: number): number {
  return murmur3(key, seed) / 4294967296;
}

function murmur3(text: string, seed: number): number {
  let h = seed | 0;
  for (let i = 0; i < text.length; i += 2) {
    // Two UTF-16 code units a block; an odd last one stands alone.
    let k = text.charCodeAt(i) | ((i + 1 < text.length ? text.charCodeAt(i + 1) : 0) << 16);
    k = Math.imul(k, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
