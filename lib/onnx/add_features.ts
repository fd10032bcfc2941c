import { sensorColumns } from "../contracts/reading.ts";
import type { FeatureRecipe } from "../prepare/features.ts";
import { featureSteps } from "./feature_steps.ts";
import type { Graph } from "./graph.ts";
import { elementType } from "./onnx_message.ts";

/**
 * Adds to a graph what `featureColumns` does to a table. The inputs are `type` (text) and the five sensors, whether
 * the forest looks at them or not, so that every model is fed alike; then any other column that is a feature.
 *
 * A reading that nobody may score has no answer: of a type that the encoder does not know, or with a number that is
 * missing or infinite where the forest looks at it, it makes the runtime gather from beyond the end of a table, which
 * ONNX calls an error. The node's name, which runtimes put into their message, says what is wrong.
 *
 * @returns The name of a matrix of float64: a row a reading, a column a feature in the recipe's order.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createGraph } from "./graph.ts";
 * const graph = createGraph();
 * addFeatures(graph, { feature_names: ["type", "twf"], label_encoder: { type: ["L", "M", "H"] } });
 * deepEqual(graph.input.map(({ name }) => name), [
 *   ...["type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "torque_nm"],
 *   ...["tool_wear_min", "twf"],
 * ]);
 * ```
 */
export function addFeatures(graph: Graph, { feature_names, label_encoder }: FeatureRecipe): string {
  const inputs = new Set(["type", ...sensorColumns]);
  graph.addInput("type", "string");
  for (const name of sensorColumns) graph.addInput(name, "double");
  const numbers = new Set<string>();
  const number = (name: string): string => {
    if (!inputs.has(name)) graph.addInput(name, "double");
    inputs.add(name);
    numbers.add(name);
    return name;
  };
  const feature = (name: string): string => {
    if (name === "type") return addCodes(graph, label_encoder.type);
    if (!Object.hasOwn(featureSteps, name)) return number(name);
    const { from, steps } = featureSteps[name];
    return steps.reduce(
      (value, { operator, by }) =>
        graph.apply(operator, [value, typeof by === "number" ? graph.constant(by) : number(by)]),
      number(from),
    );
  };
  const features = addMatrix(graph, feature_names.map(feature));
  if (numbers.size === 0) return features;
  return graph.apply("Add", [features, addZeros(graph, addMatrix(graph, [...numbers]))]);
}

/** The code of every reading's type: its position among the classes. */
function addCodes(graph: Graph, classes: readonly string[]): string {
  const codes = [...classes.keys()];
  const attributes = {
    keys_strings: classes,
    values_int64s: Int32Array.from(codes),
    default_int64: classes.length,
  };
  const code = graph.apply("LabelEncoder", ["type"], { domain: "ai.onnx.ml", attributes });
  return graph.apply("Gather", [graph.table(codes), code], { name: "type_must_be_known" });
}

/** Columns side by side. */
function addMatrix(graph: Graph, columns: readonly string[]): string {
  const axis = graph.indices([1]);
  const parts = columns.map((column) => graph.apply("Unsqueeze", [column, axis]));
  return graph.apply("Concat", parts, { attributes: { axis: 1 } });
}

/** A column of zeros, one a row of a matrix, which cannot be had unless all of its numbers are finite. */
function addZeros(graph: Graph, matrix: string): string {
  // A finite number less itself is 0; any other is NaN, and so is a sum with it.
  const differences = graph.apply("Sub", [matrix, matrix]);
  const sums = graph.apply("ReduceSum", [differences, graph.indices([1])]);
  const position = graph.apply("Cast", [graph.apply("IsNaN", [sums])], {
    attributes: { to: elementType.int64 },
  });
  return graph.apply("Gather", [graph.table([0]), position], { name: "numbers_must_be_finite" });
}
