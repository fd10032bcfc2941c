import { median } from "simple-statistics";
import { checkMinority, drawSamples, interpolate, type SmoteOptions } from "./smote.ts";
import { nearestNeighbors } from "./kd_tree.ts";

/** Minority rows in raw sensor units, and the category codes that go with them. */
export interface MixedRows {
  /** Amounts, which are interpolated. */
  continuous: readonly Float64Array[];
  /** Codes, of which the commonest among the neighbours is taken. */
  nominal: readonly Float64Array[];
}

/**
 * SMOTE-NC (Chawla, Bowyer, Hall and Kegelmeyer, 2002, "SMOTE: synthetic minority over-sampling technique", JAIR 16,
 * section 6.1): neighbours are found by Euclidean distance over the continuous columns and the categories, where a
 * differing category counts as the median of the minority's standard deviations. Continuous columns are interpolated;
 * a category is the commonest among the k neighbours (on a tie the row's own if it is among them, else the lower
 * code).
 *
 * The paper takes columns as they are, which lets speed in rpm drown temperature in K; here each is divided by its
 * standard deviation over all training rows first. A column that does not vary is left out of the distance. The
 * values themselves are interpolated in their own units.
 *
 * @param rows The minority rows.
 * @param deviations The standard deviation of each continuous column over all training rows.
 * @param count Synthetic rows to make.
 * @throws {FaultlineError} BALANCE_TOO_FEW, when there are no more minority rows than neighbours.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const rows = { continuous: [Float64Array.of(38, 40, 42)], nominal: [Float64Array.of(0, 2, 2)] };
 * const made = smoteNc(rows, [2], 5, { k: 2, seed: 42 });
 * equal(made.continuous[0].every((torque) => torque >= 38 && torque <= 42), true);
 * equal(made.nominal[0].every((code) => code === 0 || code === 2), true);
 * ```
 */
export function smoteNc(
  { continuous, nominal }: MixedRows,
  deviations: readonly number[],
  count: number,
  { k, seed }: SmoteOptions,
): MixedRows {
  const minority = (continuous[0] ?? nominal[0]).length;
  checkMinority(minority, k);
  const neighbors = nearestNeighbors(mixedCoordinates({ continuous, nominal }, deviations), k);
  const draws = drawSamples(count, minority * k, seed);
  return {
    continuous: interpolate(continuous, neighbors, k, draws),
    nominal: nominal.map((codes) => {
      const commonest = commonestCodes(codes, neighbors, k);
      return Float64Array.from(draws.indices, (index) => commonest[Math.floor(index / k)]);
    }),
  };
}

/**
 * Coordinates in which Euclidean distance is SMOTE-NC's: scaled continuous columns, and for each class of a category
 * a column that is median / √2 where the row has it, so that two rows of different classes are the median apart.
 */
export function mixedCoordinates(
  { continuous, nominal }: MixedRows,
  deviations: readonly number[],
): Float64Array[] {
  const scaled = continuous
    .map((column, j) => ({ column, deviation: deviations[j] }))
    .filter(({ deviation }) => deviation > 0)
    .map(({ column, deviation }) => column.map((value) => value / deviation));
  const penalty = scaled.length > 0 ? median(scaled.map(standardDeviation)) : 1;
  const indicators = nominal.flatMap((codes) =>
    [...new Set(codes)].sort((a, b) => a - b).map((code) =>
      codes.map((other) => other === code ? penalty / Math.SQRT2 : 0)
    )
  );
  const coordinates = [...scaled, ...indicators];
  // Where nothing varies every row is as near as any other.
  return coordinates.length > 0 ? coordinates : [new Float64Array(continuous[0].length)];
}

/**
 * The standard deviation of a column, of the rows alone (divided by n), as scikit-learn's `StandardScaler` has it; exactly 0
 * where all values are equal.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(standardDeviation(Float64Array.of(1, 3)), 1);
 * ```
 */
export function standardDeviation(values: Float64Array): number {
  if (values.every((value) => value === values[0])) return 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function commonestCodes(codes: Float64Array, neighbors: Int32Array, k: number): Float64Array {
  const commonest = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const votes = new Map<number, number>();
    for (let i = row * k; i < (row + 1) * k; i++) {
      const code = codes[neighbors[i]];
      votes.set(code, (votes.get(code) ?? 0) + 1);
    }
    const most = Math.max(...votes.values());
    const tied = [...votes.keys()].filter((code) => votes.get(code) === most);
    commonest[row] = tied.includes(codes[row]) ? codes[row] : Math.min(...tied);
  }
  return commonest;
}
