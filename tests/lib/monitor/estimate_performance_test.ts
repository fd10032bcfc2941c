import { deepEqual, equal, ok } from "node:assert/strict";
import type { EstimatedPerformance } from "../../../lib/contracts/monitor_report.ts";
import { confusionMatrix } from "../../../lib/metrics/confusion_matrix.ts";
import { estimatePerformance } from "../../../lib/monitor/estimate_performance.ts";
import { createRandom } from "../../../lib/random/random.ts";

type Counts = EstimatedPerformance["confusion"];

interface RecordedCase {
  name: string;
  probability: number[];
  alarm: number[];
  estimated: Counts & Record<"precision" | "recall" | "f1", number>;
}

/** What tests/oracles/cbpe.py recorded. */
const { cases } = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/cbpe.json", import.meta.url)),
) as { cases: RecordedCase[] };

for (const { name, probability, alarm, estimated } of cases) {
  Deno.test(`the estimate equals NannyML's: ${name}`, () => {
    const rows = probability.map((probability, i) => ({ probability, failure: alarm[i] === 1 }));
    const { confusion, precision, recall, f1 } = estimatePerformance(rows)!;
    for (const [name, value] of Object.entries({ ...confusion, precision, recall, f1 })) {
      // NannyML answers 0 for the precision of no alarms.
      const expected = name === "precision" && !alarm.includes(1)
        ? null
        : estimated[name as keyof typeof estimated];
      if (expected === null || value === null) equal(value, expected, name);
      else ok(Math.abs(value - expected) <= 1e-9, `${name}: ${value}, expected ${expected}`);
    }
  });
}

Deno.test("expected counts and scores are as by hand", () => {
  deepEqual(
    estimatePerformance([
      { probability: 0.75, failure: true },
      { probability: 0.5, failure: true },
      { probability: 0.25, failure: false },
      { probability: 0, failure: false },
    ]),
    {
      method: "cbpe",
      rows: 4,
      confusion: { true_negative: 1.75, false_positive: 0.75, false_negative: 0.25, true_positive: 1.25 },
      precision: 1.25 / 2,
      recall: 1.25 / 1.5,
      f1: 2.5 / 3.5,
    },
  );
});

Deno.test("without predictions there is no estimate; a score that nothing defines is null", () => {
  equal(estimatePerformance([]), null);
  const scoresOf = (rows: Parameters<typeof estimatePerformance>[0]) => {
    const { precision, recall, f1 } = estimatePerformance(rows)!;
    return [precision, recall, f1];
  };
  deepEqual(scoresOf([{ probability: 0, failure: false }]), [null, null, null]);
  deepEqual(scoresOf([{ probability: 0.25, failure: false }]), [null, 0, 0]);
  deepEqual(scoresOf([{ probability: 0, failure: true }]), [0, null, 0]);
  deepEqual(scoresOf([{ probability: 1, failure: true }]), [1, 1, 1]);
});

/** How far each realised count lies from the expected, in standard deviations of the sum of its rows. */
function distances(seed: number, rateOf: (probability: number) => number): number[] {
  const random = createRandom(seed);
  const rows = Array.from({ length: 4_000 }, () => {
    const probability = random.uniform() ** 4;
    return { probability, failure: probability >= 0.4 };
  });
  const failed = rows.map(({ probability }) => Number(random.uniform() < rateOf(probability)));
  const realised = confusionMatrix(failed, rows.map(({ failure }) => Number(failure)));
  const { confusion: expected } = estimatePerformance(rows)!;
  return [true, false].map((alarm) => {
    const variance = rows.filter(({ failure }) => failure === alarm)
      .reduce((sum, { probability }) => sum + probability * (1 - probability), 0);
    const name = alarm ? "true_positive" : "false_negative";
    return (realised[name] - expected[name]) / Math.sqrt(variance);
  });
}

Deno.test("where failures come as the probabilities say, the estimate holds to within their chance", () => {
  const all = Array.from({ length: 200 }, (_, seed) => distances(seed, (probability) => probability)).flat();
  // Standard normal: 5 % beyond 1.96, that is 20 of 400, with a standard deviation of 4.4.
  const beyond = all.filter((distance) => Math.abs(distance) > 1.96).length;
  ok(beyond >= 7 && beyond <= 33, `${beyond} of 400`);
  const mean = all.reduce((sum, distance) => sum + distance, 0) / all.length;
  ok(Math.abs(mean) < 3.3 / Math.sqrt(400), `mean ${mean}`);
});

Deno.test("where failures come otherwise, the estimate knows nothing of it", () => {
  const all = Array.from({ length: 20 }, (_, seed) => distances(seed, (probability) => probability / 2))
    .flat();
  ok(all.every((distance) => distance < -5), all.join(" "));
});
