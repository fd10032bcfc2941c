import fc from "fast-check";
import { type Forest, joinTrees, type Tree } from "../../../lib/forest/forest.ts";
import { createRandom, type Random } from "../../../lib/random/random.ts";

/** A forest that nobody grew, and rows around its thresholds. */
export interface ForestAndRows {
  forest: Forest;
  columns: Float64Array[];
}

/** Thresholds that tie, nearly tie, overflow when subtracted, and vanish when scaled. */
const oddNumbers = [
  ...[0, -0, 1, -1, 0.1, 1 + Number.EPSILON, 1e-9, 300.15, 11_000],
  ...[Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 1e200, -1e308],
];

/**
 * Any forest: single leaves, bushes and chains of up to 90 leaves, features that no split uses, leaves that no row
 * can reach, thresholds shared by many trees; and rows that lie on thresholds, next to them and far outside.
 */
export function forestsAndRows(): fc.Arbitrary<ForestAndRows> {
  return fc.record({
    trees: fc.integer({ min: 1, max: 40 }),
    leaves: fc.constantFrom(1, 2, 8, 31, 32, 33, 64, 90),
    chains: fc.boolean(),
    features: fc.integer({ min: 1, max: 6 }),
    used: fc.integer({ min: 1, max: 6 }),
    rows: fc.constantFrom(1, 2, 3, 7, 100, 500, 1023, 1024, 1025),
    thresholds: fc.array(
      fc.oneof(fc.constantFrom(...oddNumbers), fc.double({ noNaN: true, noDefaultInfinity: true })),
      { minLength: 1, maxLength: 40 },
    ),
    counted: fc.boolean(),
    seed: fc.nat(),
  }).map(({ trees, leaves, chains, features, used, rows, thresholds, counted, seed }) => {
    const random = createRandom(seed);
    const split = () => ({
      feature: random.below(Math.min(used, features)),
      threshold: thresholds[random.below(thresholds.length)],
    });
    const grown = Array.from(
      { length: trees },
      () => anyTree(1 + random.below(leaves), chains, counted, split, random),
    );
    const forest = joinTrees(grown, features);
    const value = () => anyValue(thresholds, random);
    const columns = Array.from({ length: features }, () => Float64Array.from({ length: rows }, value));
    return { forest, columns };
  });
}

/** A tree of a number of leaves, nodes in depth-first order as the model file wants them. */
function anyTree(
  leaves: number,
  chain: boolean,
  counted: boolean,
  split: () => { feature: number; threshold: number },
  random: Random,
): Tree {
  const feature: number[] = [], threshold: number[] = [], leftChild: number[] = [], rightChild: number[] = [];
  const add = (count: number): number => {
    const node = feature.length;
    const inner = count > 1 ? split() : { feature: -2, threshold: -2 };
    feature.push(inner.feature);
    threshold.push(inner.threshold);
    leftChild.push(-1);
    rightChild.push(-1);
    if (count === 1) return node;
    const left = chain ? (random.below(2) === 0 ? 1 : count - 1) : 1 + random.below(count - 1);
    leftChild[node] = add(left);
    rightChild[node] = add(count - left);
    return node;
  };
  add(leaves);
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    leftChild: Int32Array.from(leftChild),
    rightChild: Int32Array.from(rightChild),
    value: Float64Array.from(feature, () => random.uniform()),
    nodeSamples: Int32Array.from(feature, () => counted ? random.below(50) : 0),
  };
}

function anyValue(thresholds: readonly number[], random: Random): number {
  const near = thresholds[random.below(thresholds.length)];
  switch (random.below(6)) {
    case 0:
      return neighbour(near, 1n);
    case 1:
      return neighbour(near, -1n);
    case 2:
      return near * random.uniform();
    case 3:
      return [Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 0][random.below(5)];
    default:
      return near;
  }
}

/** The double next to another. */
function neighbour(value: number, step: bigint): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] += step;
  const next = new Float64Array(bits.buffer)[0];
  return Number.isNaN(next) ? value : next;
}
