import { zeroFilled } from "./zero_filled.ts";

/**
 * The population stability index, sum of (p - q) ln(p / q), of two samples' shares after zeros are filled.
 *
 * @param p The reference's share of each bin.
 * @param q The current share of each bin.
 */
export function stabilityIndex(p: Float64Array, q: Float64Array): number {
  const filledP = zeroFilled(p), filledQ = zeroFilled(q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (filledP[i] - filledQ[i]) * Math.log(filledP[i] / filledQ[i]);
  return sum;
}

/**
 * The Kullback-Leibler divergence of the current shares from the reference's, in nats: `scipy.stats.entropy(p, q)`,
 * which scales both to sum to 1 after zeros are filled.
 */
export function kullbackLeiblerDivergence(p: Float64Array, q: Float64Array): number {
  const scaledP = scaled(zeroFilled(p)), scaledQ = scaled(zeroFilled(q));
  return Math.max(0, sumOfRelativeEntropy(scaledP, scaledQ));
}

/**
 * The Jensen-Shannon distance, the root of the divergence in nats: `scipy.spatial.distance.jensenshannon(p, q)`. From
 * 0 to the root of ln 2, 0.83.
 */
export function jensenShannonDistance(p: Float64Array, q: Float64Array): number {
  const scaledP = scaled(p), scaledQ = scaled(q);
  const middle = scaledP.map((share, i) => (share + scaledQ[i]) / 2);
  const twice = sumOfRelativeEntropy(scaledP, middle) + sumOfRelativeEntropy(scaledQ, middle);
  // Rounding can leave a difference of equal distributions just below zero.
  return Math.sqrt(Math.max(0, twice) / 2);
}

function scaled(shares: Float64Array): Float64Array {
  let sum = 0;
  for (const share of shares) sum += share;
  return shares.map((share) => share / sum);
}

function sumOfRelativeEntropy(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * Math.log(p[i] / q[i]);
  return sum;
}
