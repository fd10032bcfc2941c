import type { LoadedModel } from "../model/load_model.ts";
import { addCalibration } from "./add_calibration.ts";
import { addFeatures } from "./add_features.ts";
import { encodeMessage } from "./encode_message.ts";
import { createGraph } from "./graph.ts";
import { leastFailingScore } from "./least_failing_score.ts";
import { treeAttributes } from "./tree_attributes.ts";

/** The first version of the format that has TreeEnsemble. */
const irVersion = 10;
const opset = 18;
const mlOpset = 5;

/**
 * A model as one ONNX file: readings as they come from the plant go in, `probability` (calibrated, as the server
 * answers it) and `failure` come out, one of each a reading. Everything between is float64. The failure is decided
 * on the forest's score, so that no runtime's `log` or `exp` can turn it. The same model gives the same bytes.
 *
 * @returns The file's bytes. Its metadata name the model, its version and the threshold on the probability.
 */
export function onnxFile({ model, version }: LoadedModel): Uint8Array {
  const { name, recipe, calibration, threshold } = model.header;
  const graph = createGraph();
  const average = graph.apply("TreeEnsemble", [addFeatures(graph, recipe)], {
    domain: "ai.onnx.ml",
    attributes: treeAttributes(model.forest),
  });
  const score = graph.apply("Squeeze", [average, graph.indices([1])]);
  graph.addOutput("probability", addCalibration(graph, calibration, score), "double");
  const least = graph.constant(leastFailingScore(model.header));
  graph.addOutput("failure", graph.apply("GreaterOrEqual", [score, least]), "bool");

  const { node, initializer, input, output } = graph;
  return encodeMessage({
    irVersion,
    producerName: "faultline",
    docString: "Probability that a machine is failing, from one reading of its sensors",
    graph: { node, name, initializer, input, output },
    opsetImport: [{ domain: "", version: opset }, { domain: "ai.onnx.ml", version: mlOpset }],
    metadataProps: [
      { key: "name", value: name },
      { key: "version", value: version },
      { key: "threshold", value: String(threshold.probability) },
    ],
  });
}
