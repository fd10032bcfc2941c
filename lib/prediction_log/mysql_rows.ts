import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import type { SqlValue } from "../stores/mysql_connection.ts";

/** The columns of the table `predictions`, in the order of `predictionValues`. */
export const predictionColumns = [
  ...["id", "at", "machine_id", "model_name", "model_version", "probability", "threshold", "failure", "risk"],
  ...["request_id", "type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm"],
  ...["torque_nm", "tool_wear_min", "measured_at"],
] as const;

/** The columns of the table `outcomes`, in the order of `outcomeValues`. */
export const outcomeColumns = [
  ...["id", "prediction_id", "machine_id", "at", "failure", "mode", "recorded_at", "recorded_by"],
] as const;

/** A prediction's values, column by column. */
export function predictionValues(row: StoredPrediction): SqlValue[] {
  const { reading, model } = row;
  return [
    row.id,
    sqlTime(row.at),
    row.machine_id,
    model.name,
    model.version,
    row.probability,
    row.threshold,
    row.failure ? 1 : 0,
    row.risk,
    row.request_id,
    reading.type,
    reading.air_temperature_k,
    reading.process_temperature_k,
    reading.rotational_speed_rpm,
    reading.torque_nm,
    reading.tool_wear_min,
    reading.measured_at ?? null,
  ];
}

/** A prediction from its values. */
export function predictionOf(values: readonly unknown[]): StoredPrediction {
  const [id, at, machine_id, name, version, probability, threshold, failure, risk, request_id, ...rest] =
    values as string[];
  const [type, air, process, speed, torque, wear, measured_at] = rest;
  return {
    id,
    machine_id,
    failure: Number(failure) === 1,
    probability: Number(probability),
    threshold: Number(threshold),
    risk: risk as StoredPrediction["risk"],
    model: { name, version },
    at: isoTime(at),
    reading: {
      machine_id,
      type: type as StoredPrediction["reading"]["type"],
      air_temperature_k: Number(air),
      process_temperature_k: Number(process),
      rotational_speed_rpm: Number(speed),
      torque_nm: Number(torque),
      tool_wear_min: Number(wear),
      ...(measured_at === null ? {} : { measured_at }),
    },
    request_id,
  };
}

/** An outcome's values, column by column. */
export function outcomeValues(row: StoredOutcome): SqlValue[] {
  return [
    row.id,
    row.prediction_id,
    row.machine_id,
    sqlTime(row.at),
    row.failure ? 1 : 0,
    row.mode,
    sqlTime(row.recorded_at),
    row.recorded_by,
  ];
}

/** An outcome from its values. */
export function outcomeOf(values: readonly unknown[]): StoredOutcome {
  const [id, prediction_id, machine_id, at, failure, mode, recorded_at, recorded_by] = values as string[];
  return {
    id,
    prediction_id,
    machine_id,
    at: isoTime(at),
    failure: Number(failure) === 1,
    mode: mode as StoredOutcome["mode"],
    recorded_at: isoTime(recorded_at),
    recorded_by,
  };
}

/**
 * A time as MySQL takes it, to the millisecond, in UTC.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(sqlTime("2026-01-31T14:00:00+02:00"), "2026-01-31 12:00:00.000");
 * ```
 */
export function sqlTime(time: string | number): string {
  return new Date(time).toISOString().replace("T", " ").slice(0, -1);
}

/** A time from MySQL, which leaves out a fraction of nothing. */
export function isoTime(text: string): string {
  const [seconds, fraction = ""] = text.split(".");
  return `${seconds.replace(" ", "T")}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
}
