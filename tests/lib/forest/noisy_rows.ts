import { createRandom } from "../../../lib/random/random.ts";

/** Columns and labels to grow trees on. */
export interface NoisyRows {
  columns: Float64Array[];
  failure: Uint8Array;
}

/**
 * Rows whose failure follows from the first two features, with noise; every further feature is noise alone.
 *
 * @param options `step` rounds values, so that they tie (default 0: no rounding).
 */
export function noisyRows(
  options: { rows: number; features: number; seed: number; step?: number },
): NoisyRows {
  const { rows, features, seed, step = 0 } = options;
  const random = createRandom(seed);
  const value = () => step > 0 ? Math.round(random.normal() / step) * step : random.normal();
  const columns = Array.from({ length: features }, () => Float64Array.from({ length: rows }, value));
  const failure = Uint8Array.from({ length: rows }, (_, row) => {
    const signal = columns[0][row] + (columns[1]?.[row] ?? 0);
    return signal + 0.3 * random.normal() > 1 ? 1 : 0;
  });
  // Both classes occur, whatever was drawn.
  failure[0] = 0;
  failure[rows - 1] = 1;
  return { columns, failure };
}
