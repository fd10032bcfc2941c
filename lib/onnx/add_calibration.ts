import type { Calibration } from "../contracts/model_header.ts";
import type { Graph } from "./graph.ts";

/**
 * Adds to a graph what `calibrate` does to a score, in its order of operations.
 *
 * @param score The name of the forest's scores, in [0, 1].
 * @returns The name of the probabilities.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createGraph } from "./graph.ts";
 * const graph = createGraph();
 * deepEqual(addCalibration(graph, { method: "identity" }, "score"), "score");
 * deepEqual(graph.node, []);
 * ```
 */
export function addCalibration(graph: Graph, calibration: Calibration, score: string): string {
  if (calibration.method === "identity") return score;
  const { apply, constant } = graph;
  const { epsilon, a, b } = calibration;
  const one = constant(1);
  const inner = apply("Add", [constant(epsilon), apply("Mul", [constant(1 - 2 * epsilon), score])]);
  const up = apply("Log", [inner]), down = apply("Log", [apply("Sub", [one, inner])]);
  const logOdds = calibration.method === "platt"
    ? apply("Add", [apply("Mul", [constant(a), apply("Sub", [up, down])]), constant(b)])
    : apply("Add", [
      apply("Sub", [apply("Mul", [constant(a), up]), apply("Mul", [constant(b), down])]),
      constant(calibration.c),
    ]);
  return apply("Div", [one, apply("Add", [one, apply("Exp", [apply("Neg", [logOdds])])])]);
}
