import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";

/** A UUID of version 7 of a time, with a number below 2^48 that tells those of one millisecond apart. */
export function idAt(ms: number, number: number): string {
  const time = ms.toString(16).padStart(12, "0");
  const rest = number.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

/** What of a made prediction a test cares about. */
export interface PredictionParts {
  ms: number;
  number: number;
  machine_id?: string;
  probability?: number;
  risk?: StoredPrediction["risk"];
  version?: string;
  measured_at?: string;
  request_id?: string | null;
}

/** A prediction as the server would store it. */
export function madePrediction(parts: PredictionParts): StoredPrediction {
  const { ms, number, machine_id = "press-1", probability = 0.25, risk = "low", version = "0123456789ab" } =
    parts;
  return {
    id: idAt(ms, number),
    machine_id,
    failure: risk === "high",
    probability,
    threshold: 0.4375,
    risk,
    model: { name: "faultline", version },
    at: new Date(ms).toISOString(),
    reading: {
      machine_id,
      type: "M",
      air_temperature_k: 298.1,
      process_temperature_k: 308.6,
      rotational_speed_rpm: 1551,
      torque_nm: 42.8,
      tool_wear_min: 0,
      ...(parts.measured_at === undefined ? {} : { measured_at: parts.measured_at }),
    },
    request_id: parts.request_id ?? null,
  };
}

/** What of a made outcome a test cares about. */
export interface OutcomeParts {
  id: string;
  ms: number;
  recordedMs: number;
  machine_id?: string;
  failure?: boolean;
  mode?: StoredOutcome["mode"];
  prediction_id?: string | null;
  recorded_by?: string | null;
}

/** An outcome as the server would store it. */
export function madeOutcome(parts: OutcomeParts): StoredOutcome {
  return {
    id: parts.id,
    prediction_id: parts.prediction_id ?? null,
    machine_id: parts.machine_id ?? "press-1",
    at: new Date(parts.ms).toISOString(),
    failure: parts.failure ?? true,
    mode: parts.mode ?? null,
    recorded_at: new Date(parts.recordedMs).toISOString(),
    recorded_by: parts.recorded_by ?? null,
  };
}
