/** A seeded source of random numbers. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1, each equally likely. */
  uint32(): number;
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A whole number in [0, bound), without modulo bias. `bound` is at most 2^32. */
  below(bound: number): number;
  /** A number from the normal distribution with mean 0 and standard deviation 1. */
  normal(): number;
}

/**
 * Makes a seeded generator: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * 2021), its state filled by a hash of the seed and the stream number. One seed gives independent streams:
 * every tree, fold or column that needs numbers of its own takes one, so that the order of work changes nothing.
 *
 * @param seed A whole number from 0 to 2^32 - 1.
 * @param stream Which of the seed's streams (default 0).
 *
 * @example
 * ```ts
 * import { equal, notEqual } from "node:assert/strict";
 * equal(createRandom(42).uint32(), createRandom(42).uint32());
 * notEqual(createRandom(42, 1).uint32(), createRandom(42, 2).uint32());
 * ```
 */
export function createRandom(seed: number, stream = 0): Random {
  // The stream is mixed in after the seed, so that no two streams start on each other's states.
  let state = mix((mix(seed >>> 0) ^ (stream >>> 0)) >>> 0);
  const fill = () => mix(state = (state + 0x9e3779b9) >>> 0);
  let a = fill(), b = fill(), c = fill(), d = fill() | 1;
  let spare = NaN;

  function uint32(): number {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  function uniform(): number {
    return ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  }

  // Values from the last, incomplete multiple of the bound are drawn again, so that none is favoured.
  function below(bound: number): number {
    for (;;) {
      const value = uint32(), rest = value % bound;
      if (value - rest <= 4294967296 - bound) return rest;
    }
  }

  // Marsaglia's polar method gives two at a time.
  function normal(): number {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    let u = 0, v = 0, s = 0;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt(-2 * Math.log(s) / s);
    spare = v * factor;
    return u * factor;
  }

  return { uint32, uniform, below, normal };
}

/** MurmurHash3's finaliser: every input bit moves every output bit. */
function mix(value: number): number {
  let z = (value + 0x9e3779b9) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
