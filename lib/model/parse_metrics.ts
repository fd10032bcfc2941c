import { type Metrics, metricsSchema } from "../contracts/metrics.ts";
import { FaultlineError } from "../errors.ts";

/**
 * The metrics that lie beside a model.
 *
 * @param text Of `metrics.json`.
 * @param name What messages call the file.
 * @throws {FaultlineError} `MODEL_DAMAGED` when they are damaged or of another version.
 */
export function parseMetrics(text: string, name: string): Metrics {
  try {
    return metricsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new FaultlineError("MODEL_DAMAGED", `${name} is not the metrics of this version of Faultline`, {
      cause,
      hint: "evaluate the model again, or remove the file",
    });
  }
}
