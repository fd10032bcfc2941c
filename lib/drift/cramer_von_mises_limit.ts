import { besselK } from "./bessel_k.ts";

/**
 * The limit of the Cramér-von Mises statistic's cumulative distribution for many rows: the chance that it is at most x.
 * Csörgő and Faraway (1996), "The Exact and Asymptotic Distributions of Cramér-von Mises Statistics", equation 1.2,
 *
 *     Σ Γ(k + 1/2) / (k! π^(3/2) √x) √(4k + 1) e^(-q) K_1/4(q),   q = (4k + 1)² / 16x
 *
 * summed until a term is below 1e-7, which is SciPy's rule too, so that both leave off the same rest.
 *
 * @param x From 0.003.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * ok(Math.abs(cramerVonMisesLimit(0.46136) - 0.95) < 1e-5);
 * ```
 */
export function cramerVonMisesLimit(x: number): number {
  let sum = 0, ratio = Math.sqrt(Math.PI);
  for (let k = 0;; k++) {
    if (k > 0) ratio *= (k - 0.5) / k;
    const y = 4 * k + 1, q = y * y / (16 * x);
    // The order of these products is SciPy's: 1 - Σ shows their last bits.
    const term = ratio / (Math.PI ** 1.5 * Math.sqrt(x)) * Math.sqrt(y) * Math.exp(-q) * besselK(q);
    sum += term;
    if (term < 1e-7) return sum;
  }
}
