/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations; Golub and Van Loan, "Matrix
 * Computations", 8.5. Each sweep costs O(size³).
 *
 * @param matrix Row by row, size × size; not changed.
 * @param size Rows.
 * @returns Eigenvalues in no order, and the vectors as columns of a size × size matrix.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * const { values } = symmetricEigen(new Float64Array([2, 1, 1, 2]), 2);
 * ok(Math.abs(Math.max(...values) - 3) < 1e-15 && Math.abs(Math.min(...values) - 1) < 1e-15);
 * ```
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice(), vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0, diagonal = 0;
    for (let i = 0; i < size; i++) {
      diagonal += a[i * size + i] ** 2;
      for (let j = 0; j < i; j++) off += a[i * size + j] ** 2;
    }
    if (off <= 1e-40 * diagonal) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const apq = a[p * size + q];
        if (apq === 0) continue;
        const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(t * t + 1), sine = t * cosine;
        for (let k = 0; k < size; k++) {
          const kp = a[k * size + p], kq = a[k * size + q];
          a[k * size + p] = cosine * kp - sine * kq;
          a[k * size + q] = sine * kp + cosine * kq;
        }
        for (let k = 0; k < size; k++) {
          const pk = a[p * size + k], qk = a[q * size + k];
          a[p * size + k] = cosine * pk - sine * qk;
          a[q * size + k] = sine * pk + cosine * qk;
        }
        for (let k = 0; k < size; k++) {
          const kp = vectors[k * size + p], kq = vectors[k * size + q];
          vectors[k * size + p] = cosine * kp - sine * kq;
          vectors[k * size + q] = sine * kp + cosine * kq;
        }
      }
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]), vectors };
}
