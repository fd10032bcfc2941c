import { deepEqual, equal, match } from "node:assert/strict";
import type { Comparison } from "../../../lib/promotion/comparison.ts";
import { gate, type GateEvidence } from "../../../lib/promotion/gate.ts";
import { gateTag } from "../../../lib/promotion/gate_tag.ts";

const params = { min_f1: 0.7, min_recall: 0.6, max_calibration_error: 0.05, margin: 0.01, confidence: 0.9 };

function metrics(test: Partial<GateEvidence["metrics"]["test"]> = {}, reasons: string[] = []) {
  return {
    test: { f1: 0.9, recall: 0.85, ece: 0.004, ...test },
    leak: { alarm: reasons.length > 0, reasons },
  };
}

function comparison(lower: number, over: Partial<Comparison> = {}): Comparison {
  return {
    ...{ with: "champion", version: "3", model_version: "0123456789ab", rows: 1200, failures: 45 },
    average_precision: { candidate: 0.85, other: 0.87, difference: -0.02, lower },
    ...{ unknown: null, ...over },
  };
}

const judge = (evidence: Partial<GateEvidence>, over = {}) =>
  gate({ metrics: metrics(), comparisons: [], ...evidence }, { ...params, ...over });

Deno.test("the first model passes by its floors alone", () => {
  deepEqual(judge({}), { passed: true, reasons: [], comparisons: [] });
  equal(gateTag(judge({})), "passed; there was nobody to compare with");
});

Deno.test("a score on its floor passes, one below does not, and the reason shows on which side it is", () => {
  equal(judge({ metrics: metrics({ f1: 0.7, recall: 0.6, ece: 0.05 }) }).passed, true);
  deepEqual(judge({ metrics: metrics({ f1: 0.65, recall: 0.59996, ece: 0.0500001 }) }).reasons, [
    "held-out F1 is 0.650, and must be at least 0.7",
    "held-out recall is 0.59996, and must be at least 0.6",
    "held-out calibration error is 0.0500001, and must be at most 0.05",
  ]);
});

Deno.test("a score that the rows leave undefined does not pass", () => {
  deepEqual(judge({ metrics: metrics({ f1: null, recall: null, ece: null }) }).reasons, [
    "held-out F1 is undefined, and must be at least 0.7",
    "held-out recall is undefined, and must be at least 0.6",
    "held-out calibration error is undefined, and must be at most 0.05",
  ]);
});

Deno.test("a leak alarm refuses the best of scores, with the alarm's own reasons", () => {
  deepEqual(
    judge({ metrics: metrics({ f1: 0.99 }, ["97 held-out rows are synthetic", "F1 is too good"]) }).reasons,
    [
      "the leak alarm sounds: 97 held-out rows are synthetic; F1 is too good",
    ],
  );
});

Deno.test("a bound above minus the margin passes, one on it or below does not", () => {
  equal(judge({ comparisons: [comparison(-0.00999)] }).passed, true);
  equal(judge({ comparisons: [comparison(-0.01)] }).passed, false);
  deepEqual(judge({ comparisons: [comparison(-0.04)] }).reasons, [
    "average precision may be up to 0.040 below the champion's (version 3) on 1200 rows that neither has seen, " +
    "45 of them failures (0.850 beside 0.870; 90 % bound; margin 0.01)",
  ]);
});

Deno.test("the margin and the confidence are those of the params", () => {
  equal(judge({ comparisons: [comparison(-0.04)] }, { margin: 0.05 }).passed, true);
  match(
    judge({ comparisons: [comparison(-0.04)] }, { confidence: 0.975 }).reasons[0],
    /97\.5 % bound; margin 0\.01/,
  );
});

Deno.test("both the champion and the best past champion must be held against, and each has its own reason", () => {
  const past = comparison(-0.03, { with: "best past champion", version: "1" });
  const one = judge({ comparisons: [comparison(0.01), past] });
  equal(one.reasons.length, 1);
  match(
    one.reasons[0],
    /^average precision may be up to 0\.030 below the best past champion's \(version 1\)/,
  );
  equal(judge({ comparisons: [comparison(-0.02), past] }).reasons.length, 2);
  equal(
    gateTag(
      judge({
        comparisons: [comparison(0.012), {
          ...past,
          ...comparison(-0.004, past),
          average_precision: {
            candidate: 0.85,
            other: 0.85,
            difference: 0,
            lower: -0.004,
          },
        }],
      }),
    ),
    "passed; average precision at least 0.012 above that of the champion (version 3); " +
      "average precision at most 0.004 below that of the best past champion (version 1)",
  );
});

Deno.test("who could not be compared does not pass", () => {
  const verdict = judge({
    comparisons: [comparison(0, { average_precision: null, unknown: "nobody can tell" })],
  });
  deepEqual([verdict.passed, verdict.reasons], [false, ["nobody can tell"]]);
  equal(gateTag(verdict), "refused: nobody can tell");
});

Deno.test("a tag is no longer than old servers take", () => {
  equal(gateTag(judge({ metrics: metrics({}, ["x".repeat(9_000)]) })).length, 4_000);
});
