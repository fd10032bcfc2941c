import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { blockNull, deviationFrom, meanOf, spreadOf } from "../../../lib/monitor/block_null.ts";
import { createRandom } from "../../../lib/random/random.ts";

function close(actual: number, expected: number, tolerance = 1e-12): void {
  ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

/** A first-order walk of standard deviation 1 that forgets its past over `memory` steps. */
function walk(rows: number, memory: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const kept = Math.exp(-1 / memory);
  let value = random.normal();
  return Float64Array.from(
    { length: rows },
    () => value = kept * value + Math.sqrt(1 - kept * kept) * random.normal(),
  );
}

Deno.test("stretches overlap by half, and their means are averaged: by hand", () => {
  // Of 16 values 0 to 15, stretches of 2 begin at 0, 1, …, 14; their means are 0.5, 1.5, …, 14.5.
  const { blocks, freedom, mean, sd } = blockNull(Float64Array.from({ length: 16 }, (_, i) => i), 2, meanOf)!;
  equal(blocks, 15);
  equal(freedom, 4);
  equal(mean, 7.5);
  // The variance of 15 equally spaced numbers is (15² − 1) / 12 · 15 / 14 = 20.
  close(sd, Math.sqrt(20));
});

Deno.test("fewer than eight stretches tell nothing", () => {
  equal(blockNull(new Float64Array(15), 2, meanOf), null);
  equal(blockNull(new Float64Array(0), 1, meanOf), null);
});

Deno.test("p is that of Student's t for one more draw: SciPy 1.17, 2 t.sf(3 / sqrt(1 + 1 / 14), 7)", () => {
  const { deviation, p_value } = deviationFrom({ blocks: 27, freedom: 7, mean: 300, sd: 2 }, 306);
  equal(deviation, 3);
  close(p_value, 0.02304254466903223);
});

Deno.test("where every stretch is the same, anything else is certain to be new, and the same is not", () => {
  const still = blockNull(new Float64Array(100).fill(0.1), 10, meanOf)!;
  equal(deviationFrom(still, 0.1).p_value, 1);
  equal(deviationFrom(still, 0.2).p_value, 0);
  equal(deviationFrom(still, 0.2).deviation, null);
});

Deno.test("of independent values the spread of a mean is σ / √n: over 200,000 normal draws within 5 %", () => {
  const random = createRandom(1);
  const values = Float64Array.from({ length: 200_000 }, () => random.normal());
  const { sd } = blockNull(values, 100, meanOf)!;
  ok(Math.abs(sd - 0.1) < 0.005, String(sd));
});

Deno.test("of a slow walk a stretch's mean varies as theory says, ten times as much as shuffled rows would", () => {
  // Variance of the mean of T steps with memory τ: 2 τ / T − 2 (τ / T)² (1 − e^(−T / τ)); for T = τ 0.7358.
  const { sd } = blockNull(walk(2_000_000, 500, 2), 500, meanOf)!;
  ok(Math.abs(sd - Math.sqrt(2 / Math.E)) < 0.03, String(sd));
  ok(sd > 10 / Math.sqrt(500));
});

Deno.test("a look at an undisturbed walk is surprised at 1 % about once in a hundred times, not far more often", () => {
  let surprised = 0;
  const looks = 1_000;
  for (let seed = 0; seed < looks; seed++) {
    const values = walk(7_500, 60, seed);
    const base = blockNull(values.subarray(0, 7_000), 500, meanOf)!;
    if (deviationFrom(base, meanOf(values, 7_000, 7_500)).p_value < 0.01) surprised++;
  }
  ok(surprised <= 20, `${surprised} of ${looks}`);
});

Deno.test("spread is the logarithm of the standard deviation, and finite where there is none", () => {
  close(spreadOf(Float64Array.of(1, 3), 0, 2), 0);
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (value) => {
    ok(Number.isFinite(spreadOf(new Float64Array(5).fill(value), 0, 5)));
  }));
});
