import type { Forest } from "../forest/forest.ts";

/**
 * What is wrong with a forest's arrays, or null when every walk from a root ends in a leaf: lengths agree, every tree
 * has a node, features exist, thresholds are finite, children lie in their tree and after their parent, leaves have
 * no children, and shares lie in [0, 1].
 */
export function checkForest(forest: Forest): string | null {
  const { treeOffsets, feature, threshold, leftChild, rightChild, value, nodeSamples, featureCount } = forest;
  const nodes = feature.length;
  for (const [name, array] of Object.entries({ threshold, leftChild, rightChild, value, nodeSamples })) {
    if (array.length !== nodes) {
      return `${name} must have ${nodes} entries, as feature has, not ${array.length}`;
    }
  }
  const trees = treeOffsets.length - 1;
  if (trees < 1) return "it has no tree";
  if (treeOffsets[0] !== 0 || treeOffsets[trees] !== nodes) return "its trees do not cover its nodes";
  for (let tree = 0; tree < trees; tree++) {
    const root = treeOffsets[tree], size = treeOffsets[tree + 1] - root;
    if (size < 1) return `tree ${tree} has no node`;
    for (let node = 0; node < size; node++) {
      const at = root + node, where = `node ${node} of tree ${tree}`;
      const left = leftChild[at], right = rightChild[at];
      if (!(value[at] >= 0 && value[at] <= 1)) return `${where} has a share outside 0 to 1`;
      if (nodeSamples[at] < 0) return `${where} has fewer than no rows`;
      if (feature[at] === -2) {
        if (left !== -1 || right !== -1) return `${where} is a leaf with children`;
        continue;
      }
      if (feature[at] < 0 || feature[at] >= featureCount) {
        return `${where} splits on a feature that is not there`;
      }
      if (!Number.isFinite(threshold[at])) return `${where} has a threshold that is not finite`;
      if (left !== node + 1 || right <= left || right >= size) return `${where} has children out of place`;
    }
  }
  return null;
}
