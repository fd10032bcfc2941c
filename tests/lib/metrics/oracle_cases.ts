import type { Scores } from "../../../lib/contracts/metrics.ts";

type Curve<Name extends string> = Record<Name, number[]>;

/** One recorded case: rows, and scikit-learn's scores and curves on them. */
export interface OracleCase {
  name: string;
  y_true: number[];
  probability: number[];
  threshold: number;
  scores: Scores;
  curves: {
    precision_recall: Record<"whole" | "dropped", Curve<"precision" | "recall" | "threshold"> | null>;
    roc: Record<
      "whole" | "dropped",
      Curve<"false_positive_rate" | "true_positive_rate" | "threshold"> | null
    >;
    calibration: Record<string, Curve<"mean_predicted" | "observed" | "count">>;
  };
}

/** What tests/oracles/metrics.py recorded. */
export const oracleCases: OracleCase[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/metrics.json", import.meta.url)),
).cases;
