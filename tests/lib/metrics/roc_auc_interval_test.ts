import { equal, ok } from "node:assert/strict";
import { rocAuc } from "../../../lib/metrics/roc_auc.ts";
import { rocAucInterval } from "../../../lib/metrics/roc_auc_interval.ts";
import { createRandom } from "../../../lib/random/random.ts";

Deno.test("the interval is DeLong's, by hand", () => {
  // Placements of the ones among the zeros 1, 2: (0.5, 1, 1); of the zeros among the ones: (5/6, 1) below.
  const { auc, interval } = rocAucInterval([0, 0, 1, 1, 1], [1, 2, 1.5, 3, 4])!;
  equal(auc, 5 / 6);
  // var = s²(0.5, 1, 1)/3 + s²(1, 2/3)/2 = (1/12)/3 + (1/18)/2
  const reach = 1.96 * Math.sqrt(1 / 36 + 1 / 36);
  ok(Math.abs(interval[0] - (5 / 6 - reach)) < 1e-12);
  equal(interval[1], 1);
});

Deno.test("an interval of 95 % holds the true area about as often", () => {
  // Normal scores a standard deviation apart: AUC = Φ(1/√2) = 0.76025.
  let held = 0;
  for (let seed = 0; seed < 400; seed++) {
    const random = createRandom(seed);
    const labels = Array.from({ length: 120 }, (_, row) => row % 2);
    const scores = labels.map((label) => random.normal() + label);
    const [lower, upper] = rocAucInterval(labels, scores)!.interval;
    if (lower < 0.76025 && 0.76025 < upper) held++;
  }
  ok(held > 360 && held < 396, `${held} of 400`);
});

Deno.test("its area is that of rocAuc; one class alone, or a single row of one, has none", () => {
  const labels = [0, 1, 1, 0, 1], scores = [0.2, 0.2, 0.9, 0.4, 0.1];
  equal(rocAucInterval(labels, scores)!.auc, rocAuc(labels, scores));
  equal(rocAucInterval([1, 1], [1, 2]), null);
  equal(rocAucInterval([1, 0, 0], [1, 2, 3]), null);
});
