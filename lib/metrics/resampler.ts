import type { Random } from "../random/random.ts";

/** What is drawn, and where it is counted. */
export interface ResamplerOptions {
  /** Where each row's count goes. */
  position: Uint32Array;
  /** A group number for each row; without them rows are drawn one by one. */
  groups?: ArrayLike<number>;
  random: Random;
}

/**
 * Makes a bootstrap's draws: each call draws as many rows, or groups, as there are, with replacement, and writes how
 * often each row was drawn. A group is drawn whole.
 *
 * @returns Overwrites `weights`, which has as many entries as there are rows. O(n).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createRandom } from "../random/random.ts";
 * const draw = createResampler({ position: Uint32Array.of(0, 1, 2), random: createRandom(1) });
 * const weights = new Uint32Array(3);
 * draw(weights);
 * equal(weights[0] + weights[1] + weights[2], 3);
 * ```
 */
export function createResampler(
  { position, groups, random }: ResamplerOptions,
): (weights: Uint32Array) => void {
  const rows = position.length;
  if (groups === undefined) {
    return (weights) => {
      weights.fill(0);
      for (let draw = 0; draw < rows; draw++) weights[position[random.below(rows)]]++;
    };
  }
  const members = membersOfGroups(groups, position);
  return (weights) => {
    weights.fill(0);
    for (let draw = 0; draw < members.length; draw++) {
      const group = members[random.below(members.length)];
      for (let m = 0; m < group.length; m++) weights[group[m]]++;
    }
  };
}

/** The positions of each group's rows, groups in order of first appearance. */
function membersOfGroups(groups: ArrayLike<number>, position: Uint32Array): number[][] {
  const members = new Map<number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const group = members.get(groups[row]);
    if (group === undefined) members.set(groups[row], [position[row]]);
    else group.push(position[row]);
  }
  return [...members.values()];
}
