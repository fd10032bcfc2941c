import { smirnovTail } from "./smirnov_tail.ts";

/**
 * The chance that a sample of n rows lies at least x from its own continuous distribution by the two-sided
 * Kolmogorov-Smirnov distance. Chooses as SciPy's `kstwo.sf` does, after Simard and L'Ecuyer (2011), "Computing the
 * Two-Sided Kolmogorov-Smirnov Distribution", J. Stat. Soft. 39(11): closed forms at both ends, twice the one-sided
 * tail, Durbin's matrix, and Pelz and Good's series for many rows.
 *
 * @param n Rows, a whole number from 1.
 * @param x The distance, 0 to 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(kolmogorovTail(1, 0.75), 0.5);
 * equal(kolmogorovTail(10, 0), 1);
 * ```
 */
export function kolmogorovTail(n: number, x: number): number {
  if (x >= 1) return 0;
  const t = n * x;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - shortest(n, 2 * t - 1);
  if (t >= n - 1) return 2 * (1 - x) ** n;
  if (x >= 0.5) return 2 * smirnovTail(n, x);
  const spread = t * x;
  // Few rows: up to here the one-sided tails overlap, and beyond it their sum is exact to a double.
  if (n <= 140) return spread <= 4 ? 1 - durbin(n, x) : 2 * smirnovTail(n, x);
  if (spread >= 370) return 0;
  if (spread >= 2.2) return 2 * smirnovTail(n, x);
  return 1 - (n <= 100_000 && n * x ** 1.5 <= 1.4 ? durbin(n, x) : pelzGood(n, x));
}

/** n! (y / n)^n: the distribution where no more than one row fits between steps. */
function shortest(n: number, y: number): number {
  let product = 1;
  for (let i = 1; i <= n && product > 0; i++) product *= i / n * y;
  return product;
}

/** Durbin's matrix after Marsaglia, Tsang and Wang (2003), "Evaluating Kolmogorov's Distribution", J. Stat. Soft. 8(18). */
function durbin(n: number, x: number): number {
  const k = Math.ceil(n * x), m = 2 * k - 1, h = k - n * x;
  const base = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) base[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  }
  for (let i = 0; i < m; i++) {
    base[i * m] -= h ** (i + 1);
    base[(m - 1) * m + i] -= h ** (m - i);
  }
  if (2 * h - 1 > 0) base[(m - 1) * m] += (2 * h - 1) ** m;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) for (let g = 2; g <= i - j + 1; g++) base[i * m + j] /= g;
  }
  // Powers by squaring, each with an exponent of ten of its own.
  let power: Float64Array | null = null, powerExponent = 0;
  let square: Float64Array = base, squareExponent = 0;
  const middle = (k - 1) * m + k - 1;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = power === null ? square.slice() : product(power, square, m);
      powerExponent += squareExponent;
      if (power[middle] > 1e140) {
        scale(power);
        powerExponent += 140;
      }
    }
    if (rest === 1) break;
    square = product(square, square, m);
    squareExponent *= 2;
    if (square[middle] > 1e140) {
      scale(square);
      squareExponent += 140;
    }
  }
  let chance = power![middle];
  for (let i = 1; i <= n; i++) {
    chance *= i / n;
    if (chance < 1e-140) {
      chance *= 1e140;
      powerExponent -= 140;
    }
  }
  return chance * 10 ** powerExponent;
}

function scale(matrix: Float64Array): void {
  for (let at = 0; at < matrix.length; at++) matrix[at] *= 1e-140;
}

function product(a: Float64Array, b: Float64Array, m: number): Float64Array {
  const c = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      const factor = a[i * m + k];
      if (factor !== 0) { for (let j = 0; j < m; j++) c[i * m + j] += factor * b[k * m + j]; }
    }
  }
  return c;
}

/** Pelz and Good (1976), "Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic": four terms. */
function pelzGood(n: number, x: number): number {
  const z = Math.sqrt(n) * x;
  const z2 = z ** 2, z4 = z ** 4, z6 = z ** 6;
  const pi2 = Math.PI ** 2, pi4 = Math.PI ** 4, pi6 = Math.PI ** 6, root2Pi = Math.sqrt(2 * Math.PI);
  const logQ = -pi2 / 8 / z2;
  if (logQ < -708) return 0;
  const q = Math.exp(logQ);
  const k1a = -z2, k1b = pi2 / 4;
  const k2a = 6 * z6 + 2 * z4, k2b = (2 * z4 - 5 * z2) * pi2 / 4, k2c = pi4 * (1 - 2 * z2) / 16;
  const k3a = -30 * z6 - 90 * z ** 8, k3b = pi2 * (135 * z4 - 96 * z6) / 4;
  const k3c = pi4 * (-60 * z2 + 212 * z4) / 16, k3d = pi6 * (5 - 30 * z2) / 64;
  let k0 = 0, k1 = 0, k2 = 0, k3 = 0;
  const last = Math.ceil(16 * z / Math.PI);
  for (let k = last; k > 0; k--) {
    const m2 = (2 * k - 1) ** 2, m4 = m2 * m2, m6 = m4 * m2, factor = q ** (8 * k);
    k0 = k0 * factor + 1;
    k1 = k1 * factor + k1a + k1b * m2;
    k2 = k2 * factor + k2a + k2b * m2 + k2c * m4;
    k3 = k3 * factor + k3a + k3b * m2 + k3c * m4 + k3d * m6;
  }
  const factor = q * root2Pi;
  k0 *= factor / z;
  k1 *= factor / (6 * z4);
  k2 *= factor / (72 * z ** 7);
  k3 *= factor / (6480 * z ** 10);
  const r = Math.exp(-pi2 / 2 / z2);
  let extra2 = 0, extra3 = 0;
  for (let k = last; k > 0; k--) {
    const weight = k * k * r ** (k * k);
    extra2 += weight;
    extra3 += (3 * z2 - pi2 * k * k) * weight;
  }
  k2 += extra2 * pi2 * root2Pi / (-36 * z ** 3);
  k3 += extra3 * pi2 * root2Pi / (216 * z6);
  return Math.min(1, Math.max(0, k0 + k1 / Math.sqrt(n) + k2 / n + k3 / n ** 1.5));
}
