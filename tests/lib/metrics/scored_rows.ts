import fc from "fast-check";

/** Labels, and a probability each. */
export interface ScoredRows {
  yTrue: number[];
  probability: number[];
}

/** Rows to score: many ties, both ends of [0, 1] and any double between; one class or both. */
export function scoredRows(
  options: { minLength?: number; maxLength?: number } = {},
): fc.Arbitrary<ScoredRows> {
  const probability = fc.oneof(
    fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  return fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), probability), {
    minLength: options.minLength ?? 1,
    maxLength: options.maxLength ?? 40,
  }).map((rows) => ({ yTrue: rows.map(([label]) => label), probability: rows.map(([, p]) => p) }));
}
