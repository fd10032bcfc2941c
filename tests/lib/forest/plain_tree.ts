import type { Tree } from "../../../lib/forest/forest.ts";
import type { GrowOptions } from "../../../lib/forest/grow_tree.ts";
import type { Random } from "../../../lib/random/random.ts";
import type { NoisyRows } from "./noisy_rows.ts";

interface Cut {
  feature: number;
  threshold: number;
  purity: number;
}

/**
 * Grows a tree the plain way, as a textbook would: values instead of codes, a sort for every feature of every node,
 * every cut tried. Takes the same random numbers in the same order as `growTree`, whose trees it must equal to the bit.
 */
export function plainTree({ columns, failure }: NoisyRows, options: GrowOptions, random: Random): Tree {
  const counts = new Int32Array(failure.length);
  for (let i = 0; i < failure.length; i++) counts[random.below(failure.length)]++;
  const drawnRows = [...counts.keys()].filter((row) => counts[row] > 0);
  const all = drawn(drawnRows);
  const weights = options.classWeight === "balanced_subsample"
    ? { ok: share(all.ok), failure: share(all.failure) }
    : options.classWeight;
  const features = columns.map((_, f) => f);
  const nodes: number[][] = [];
  grow(drawnRows, 0);
  const column = (i: number) => nodes.map((node) => node[i]);
  return {
    feature: Int32Array.from(column(0)),
    threshold: Float64Array.from(column(1)),
    leftChild: Int32Array.from(column(2)),
    rightChild: Int32Array.from(column(3)),
    value: Float64Array.from(column(4)),
    nodeSamples: Int32Array.from(column(5)),
  };

  function share(count: number): number {
    return count > 0 ? (all.ok + all.failure) / (2 * count) : 0;
  }

  function drawn(rows: readonly number[]) {
    const sum = { ok: 0, failure: 0 };
    for (const row of rows) sum[failure[row] ? "failure" : "ok"] += counts[row];
    return sum;
  }

  function grow(rows: readonly number[], depth: number): number {
    const { ok, failure: failed } = drawn(rows);
    const weight = failed * weights.failure;
    const at = nodes.push([-2, -2, -1, -1, weight / (ok * weights.ok + weight), rows.length]) - 1;
    if (ok === 0 || failed === 0 || depth >= options.maxDepth) return at;
    if (rows.length < 2 * options.minSamplesLeaf) return at;
    const cut = bestCut(rows);
    if (cut === null) return at;
    const goesLeft = (row: number) => columns[cut.feature][row] <= cut.threshold;
    nodes[at][0] = cut.feature;
    nodes[at][1] = cut.threshold;
    nodes[at][2] = grow(rows.filter(goesLeft), depth + 1);
    nodes[at][3] = grow(rows.filter((row) => !goesLeft(row)), depth + 1);
    return at;
  }

  function bestCut(rows: readonly number[]): Cut | null {
    let best: Cut | null = null, visited = 0, varying = 0;
    while (visited < features.length && (visited < options.maxFeatures || varying === 0)) {
      const drawn = visited + random.below(features.length - visited);
      [features[visited], features[drawn]] = [features[drawn], features[visited]];
      const feature = features[visited++];
      const sorted = rows.toSorted((a, b) => columns[feature][a] - columns[feature][b]);
      if (columns[feature][sorted[0]] !== columns[feature][sorted[sorted.length - 1]]) varying++;
      for (const cut of cutsOf(feature, sorted)) if (best === null || cut.purity > best.purity) best = cut;
    }
    return best;
  }

  function* cutsOf(feature: number, sorted: readonly number[]): Generator<Cut> {
    const values = columns[feature];
    const whole = drawn(sorted);
    let ok = 0, failed = 0;
    for (let i = 1; i < sorted.length; i++) {
      const before = sorted[i - 1];
      if (failure[before]) failed += counts[before];
      else ok += counts[before];
      if (values[before] === values[sorted[i]]) continue;
      if (Math.min(i, sorted.length - i) < options.minSamplesLeaf) continue;
      const left = purity(ok, failed), right = purity(whole.ok - ok, whole.failure - failed);
      yield { feature, threshold: values[before] / 2 + values[sorted[i]] / 2, purity: left + right };
    }
  }

  function purity(ok: number, failed: number): number {
    const a = ok * weights.ok, b = failed * weights.failure;
    return (a * a + b * b) / (a + b);
  }
}
