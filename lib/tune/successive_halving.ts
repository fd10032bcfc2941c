/** How far a search goes, and how fast it lets go. */
export interface HalvingOptions {
  /** What a candidate is given in the first round, e.g. trees. */
  least: number;
  /** What none is given more than. */
  most: number;
  /** Every round gives this many times as much to one in this many. */
  factor: number;
}

/** One candidate in one round. */
export interface Scored<Candidate> {
  candidate: Candidate;
  /** Higher is better; null when it could not be scored, which never goes on. */
  score: number | null;
}

/** One round: what each candidate was given, and the candidates, best first. */
export interface Round<Candidate> {
  resource: number;
  ranked: Scored<Candidate>[];
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016; rounds as scikit-learn's `HalvingRandomSearchCV` has them): all
 * candidates start with little, the best `1 / factor` of them, rounded up, go on with `factor` times as much. Of equal
 * scores the earlier candidate is the better.
 *
 * @param evaluate Scores a candidate with a given resource; called one after another, in the order of the candidates.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const rounds = await successiveHalving([1, 2, 3, 4, 5, 6, 7, 8, 9], { least: 1, most: 9, factor: 3 },
 *   (candidate) => Promise.resolve(candidate % 5));
 * deepEqual(rounds.map(({ ranked }) => ranked.map(({ candidate }) => candidate)), [
 *   [4, 9, 3, 8, 2, 7, 1, 6, 5],
 *   [4, 9, 3],
 *   [4],
 * ]);
 * ```
 */
export async function successiveHalving<Candidate>(
  candidates: readonly Candidate[],
  options: HalvingOptions,
  evaluate: (candidate: Candidate, resource: number) => Promise<number | null>,
): Promise<Round<Candidate>[]> {
  const rounds: Round<Candidate>[] = [];
  let left = candidates;
  for (const resource of halvingResources(options)) {
    const scored: Scored<Candidate>[] = [];
    for (const candidate of left) scored.push({ candidate, score: await evaluate(candidate, resource) });
    // Array sort is stable, so that ties stay in the order in which the candidates came.
    const ranked = [...scored].sort((a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity) || 0);
    rounds.push({ resource, ranked });
    const kept = new Set(
      ranked.filter(({ score }) => score !== null).slice(0, Math.ceil(left.length / options.factor))
        .map(({ candidate }) => candidate),
    );
    left = left.filter((candidate) => kept.has(candidate));
  }
  return rounds;
}

/**
 * What each round gives: `least`, and `factor` times as much as long as that is no more than `most`.
 *
 * @throws {RangeError} When `most` is less than `least`, or the factor less than 2.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(halvingResources({ least: 12, most: 108, factor: 3 }), [12, 36, 108]);
 * ```
 */
export function halvingResources({ least, most, factor }: HalvingOptions): number[] {
  if (!(least > 0 && most >= least && factor >= 2)) {
    throw new RangeError(
      `Cannot halve: least must be above 0, most no less than it and factor at least 2, current values: ` +
        `${least}, ${most}, ${factor}`,
    );
  }
  const resources: number[] = [];
  for (let resource = least; resource <= most; resource *= factor) resources.push(resource);
  return resources;
}
