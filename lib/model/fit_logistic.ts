/**
 * Logistic regression by Newton's method with step halving, for a handful of inputs.
 *
 * @param inputs One Float64Array an input, all of one length.
 * @param targets In [0, 1], one a row.
 * @returns A weight for each input, then the intercept; null when the inputs do not determine them.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * const [slope] = fitLogistic([Float64Array.of(-2, -1, 1, 2)], Float64Array.of(0.1, 0.2, 0.8, 0.9))!;
 * ok(slope > 1);
 * ```
 */
export function fitLogistic(inputs: readonly Float64Array[], targets: Float64Array): number[] | null {
  const size = inputs.length + 1;
  let weights = new Array<number>(size).fill(0);
  let loss = lossOf(inputs, targets, weights);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(inputs, targets, weights);
    if (step === null) return null;
    let scale = 1, next = weights, nextLoss = Infinity;
    for (let halving = 0; halving < 30; halving++, scale /= 2) {
      next = weights.map((weight, i) => weight + scale * step[i]);
      nextLoss = lossOf(inputs, targets, next);
      if (nextLoss <= loss) break;
    }
    if (!(nextLoss <= loss)) break;
    const gain = loss - nextLoss;
    weights = next;
    loss = nextLoss;
    if (gain <= 1e-12 * Math.max(1, Math.abs(loss))) break;
  }
  return weights.every(Number.isFinite) ? weights : null;
}

function logOddsOf(inputs: readonly Float64Array[], weights: readonly number[], row: number): number {
  let sum = weights[inputs.length];
  for (let i = 0; i < inputs.length; i++) sum += weights[i] * inputs[i][row];
  return sum;
}

/** The sum over rows of ln(1 + e^z) - target · z, with e^z kept from overflowing. */
function lossOf(inputs: readonly Float64Array[], targets: Float64Array, weights: readonly number[]): number {
  let loss = 0;
  for (let row = 0; row < targets.length; row++) {
    const z = logOddsOf(inputs, weights, row);
    loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - targets[row] * z;
  }
  return loss;
}

function newtonStep(inputs: readonly Float64Array[], targets: Float64Array, weights: readonly number[]) {
  const size = weights.length;
  const gradient = new Array<number>(size).fill(0);
  const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const x = new Array<number>(size).fill(1);
  for (let row = 0; row < targets.length; row++) {
    for (let i = 0; i < inputs.length; i++) x[i] = inputs[i][row];
    const p = 1 / (1 + Math.exp(-logOddsOf(inputs, weights, row)));
    for (let i = 0; i < size; i++) {
      gradient[i] += (targets[row] - p) * x[i];
      for (let j = 0; j < size; j++) hessian[i][j] += p * (1 - p) * x[i] * x[j];
    }
  }
  return solve(hessian, gradient);
}

/** Gaussian elimination with partial pivoting; null for a matrix that is singular but for rounding. */
function solve(matrix: number[][], right: number[]): number[] | null {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const nought = right.map((_, column) => 1e-10 * Math.max(...matrix.map((row) => Math.abs(row[column]))));
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    }
    if (!(Math.abs(rows[pivot][column]) > nought[column])) return null;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = column + 1; i < size; i++) {
      const factor = rows[i][column] / rows[column][column];
      for (let j = column; j <= size; j++) rows[i][j] -= factor * rows[column][j];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    let sum = rows[i][size];
    for (let j = i + 1; j < size; j++) sum -= rows[i][j] * solution[j];
    solution[i] = sum / rows[i][i];
  }
  return solution;
}
