import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";

/** The columns of a prediction `p`. Text that a caller chose is quoted: the driver cuts text at a NUL otherwise. */
export const predictionColumns =
  "p.id, json_quote(p.machine_id) AS machine_id, p.at_ms, p.model_name, p.model_version, p.probability, " +
  "p.threshold, p.failure, p.risk, json_quote(p.request_id) AS request_id, p.type, p.air_temperature_k, " +
  "p.process_temperature_k, p.rotational_speed_rpm, p.torque_nm, p.tool_wear_min, p.measured_at";

/** The columns of an outcome. */
export const outcomeColumns =
  "id, prediction_id, json_quote(machine_id) AS machine_id, at_ms, failure, mode, recorded_at_ms, " +
  "json_quote(recorded_by) AS recorded_by";

/** A row with the columns of a prediction, as a prediction. */
export function toPrediction(row: unknown): StoredPrediction {
  const p = row as PredictionRow;
  const machine_id = JSON.parse(p.machine_id);
  return {
    id: p.id,
    machine_id,
    failure: p.failure === 1,
    probability: p.probability,
    threshold: p.threshold,
    risk: p.risk,
    model: { name: p.model_name, version: p.model_version },
    at: new Date(p.at_ms).toISOString(),
    reading: {
      machine_id,
      type: p.type,
      air_temperature_k: p.air_temperature_k,
      process_temperature_k: p.process_temperature_k,
      rotational_speed_rpm: p.rotational_speed_rpm,
      torque_nm: p.torque_nm,
      tool_wear_min: p.tool_wear_min,
      ...(p.measured_at === null ? {} : { measured_at: p.measured_at }),
    },
    request_id: JSON.parse(p.request_id),
  };
}

/** A row with the columns of an outcome, as an outcome. */
export function toOutcome(row: unknown): StoredOutcome {
  const o = row as OutcomeRow;
  return {
    id: o.id,
    prediction_id: o.prediction_id,
    machine_id: JSON.parse(o.machine_id),
    at: new Date(o.at_ms).toISOString(),
    failure: o.failure === 1,
    mode: o.mode,
    recorded_at: new Date(o.recorded_at_ms).toISOString(),
    recorded_by: JSON.parse(o.recorded_by),
  };
}

type Sensors = Omit<StoredPrediction["reading"], "machine_id" | "measured_at">;

interface PredictionRow extends Sensors {
  id: string;
  machine_id: string;
  at_ms: number;
  model_name: string;
  model_version: string;
  probability: number;
  threshold: number;
  failure: number;
  risk: StoredPrediction["risk"];
  request_id: string;
  measured_at: string | null;
}

interface OutcomeRow {
  id: string;
  prediction_id: string | null;
  machine_id: string;
  at_ms: number;
  failure: number;
  mode: StoredOutcome["mode"];
  recorded_at_ms: number;
  recorded_by: string;
}
