import type { Prediction, Risk, StoredPrediction } from "../lib/contracts/prediction.ts";
import { type Reading, sensorColumns } from "../lib/contracts/reading.ts";
import { isFailure } from "../lib/model/is_failure.ts";
import { scoreReading, scoreTable } from "../lib/model/score.ts";
import { timeOfId } from "../lib/prediction_log/id_time.ts";
import { type Column, createTable } from "../lib/table/table.ts";
import type { ServedModel } from "./served_models.ts";

/** What an answer is given beside model and reading. */
export interface AnswerOptions {
  /** A UUID of version 7; the answer's time is the id's. */
  newId: () => string;
  /** Kept with the prediction. */
  requestId: string | null;
}

/**
 * How near a probability is to a threshold: `high` from the threshold on, `elevated` from half of it, else `low`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual([0.4, 0.39, 0.2, 0.19].map((p) => riskOf(p, 0.4)), ["high", "elevated", "elevated", "low"]);
 * ```
 */
export function riskOf(probability: number, threshold: number): Risk {
  return probability >= threshold ? "high" : probability >= threshold / 2 ? "elevated" : "low";
}

/** What a model says of a reading, ready to be kept and answered. */
export function answer(served: ServedModel, reading: Reading, options: AnswerOptions): StoredPrediction {
  return predictionOf(served, reading, scoreReading(served.model, reading).probability, options);
}

/**
 * What a model says of many readings: bit for bit what {@linkcode answer} says of each, scored together. Their ids
 * ascend.
 */
export function answerAll(
  served: ServedModel,
  readings: readonly Reading[],
  options: AnswerOptions,
): StoredPrediction[] {
  const columns: Record<string, Column> = { type: readings.map(({ type }) => type) };
  for (const name of sensorColumns) {
    const column = columns[name] = new Float64Array(readings.length);
    for (let row = 0; row < column.length; row++) column[row] = readings[row][name];
  }
  const probabilities = scoreTable(served.model, createTable(columns));
  return readings.map((reading, row) => predictionOf(served, reading, probabilities[row], options));
}

function predictionOf(
  { model, name, version }: ServedModel,
  reading: Reading,
  probability: number,
  { newId, requestId }: AnswerOptions,
): StoredPrediction {
  const threshold = model.header.threshold.probability;
  const id = newId();
  return {
    id,
    machine_id: reading.machine_id,
    failure: isFailure(model, probability),
    probability,
    threshold,
    risk: riskOf(probability, threshold),
    model: { name, version },
    at: timeText(timeOfId(id)),
    reading,
    request_id: requestId,
  };
}

const newest = { ms: NaN, text: "" };

/** Predictions of one millisecond share their text: a busy server makes dozens, a batch hundreds. */
function timeText(ms: number): string {
  if (ms !== newest.ms) {
    newest.text = new Date(ms).toISOString();
    newest.ms = ms;
  }
  return newest.text;
}

/**
 * A prediction as JSON, without what is only kept: what `JSON.stringify` would write, with only the texts that
 * may need it escaped.
 */
export function predictionJson(prediction: Prediction): string {
  const { id, machine_id, failure, probability, threshold, risk, model, at } = prediction;
  return `{"id":"${id}","machine_id":${JSON.stringify(machine_id)},"failure":${failure}` +
    `,"probability":${probability},"threshold":${threshold},"risk":"${risk}"` +
    `,"model":{"name":${JSON.stringify(model.name)},"version":"${model.version}"},"at":"${at}"}`;
}
