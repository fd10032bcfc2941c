import type { MonitorFinding, StretchStatistic } from "../contracts/monitor_report.ts";
import { type SensorColumn, sensorColumns } from "../contracts/reading.ts";
import { type EngineeredFeature, engineeredFeatures } from "../prepare/engineered_features.ts";
import { alarmColumn, surpriseColumn } from "./compare_stretch.ts";

/** What is known of the latest stretch. */
export interface NameChangesInput {
  statistics: readonly StretchStatistic[];
  /** Sensors that report one value alone, all machines together, and did not in the reference. */
  stuck: readonly { column: SensorColumn; value: number }[];
  /** Which of the sensors that a feature is made from went off; null when nobody can say. */
  likelier: (sensors: readonly SensorColumn[], feature: string) => string | null;
}

/**
 * Gives what left the reference its name: one sensor off, or the plant changed. A sensor that is off takes with it the
 * features made from it, and no other sensor: air that reads 2 K high makes the difference of the temperatures 2 K
 * smaller, while the process stays. A hall that truly warms takes both temperatures with it, and leaves their
 * difference; so a temperature that moved while the difference did not is no sensor's fault. Torque and speed move
 * together where the load changed.
 *
 * @returns Findings, all of them alarms.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const moved = (column: string) => ({
 *   ...{ column, statistic: "mean", category: null, now: 302, reference: 300, reference_sd: 0.1 } as const,
 *   ...{ deviation: 20, p_value: 1e-9, left: true },
 * });
 * const statistics = [moved("air_temperature_k"), moved("temperature_difference_k")];
 * const [{ code, column }] = nameChanges({ statistics, stuck: [], likelier: () => null });
 * deepEqual([code, column], ["sensor_fault", "air_temperature_k"]);
 * ```
 */
export function nameChanges({ statistics, stuck, likelier }: NameChangesInput): MonitorFinding[] {
  const left = statistics.filter((statistic) => statistic.left);
  const findings = stuck.map(({ column, value }) =>
    finding("stuck_sensor", column, `${column} is stuck: every machine reports ${value}`)
  );
  const explained = new Set<string>(
    stuck.flatMap(({ column }) => [column, ...featuresOf(column).map(({ name }) => name)]),
  );
  findings.push(...nameReadings(left.filter(({ column }) => !explained.has(column)), likelier));
  const types = left.filter(({ column }) => column === "type");
  if (types.length > 0) {
    const shares = types.map(({ category, now, reference }) =>
      `${category} ${percent(now)} of readings, ${percent(reference)} in the reference`
    );
    findings.push(
      finding("product_mix_changed", "type", `the mix of products has changed: ${shares.join("; ")}`),
    );
  }
  const inputsMoved = findings.length > 0;
  const probability = left.find(({ column }) => column === "probability");
  const alarms = left.find(({ column }) => column === alarmColumn);
  if (probability || alarms) {
    const { now, reference } = (alarms ?? probability)!;
    const message = alarms
      ? `the model says failure for ${percent(now)} of the readings; stretches of the reference: ${
        percent(reference)
      }`
      : `the mean probability of failure is ${short(now)}; in stretches of the reference ${short(reference)}`;
    findings.push(finding("predictions_changed", "probability", message));
  }
  const surprise = left.find(({ column }) => column === surpriseColumn);
  if (surprise) {
    const excess = surprise.now - surprise.reference;
    const often = `${short(1000 * Math.abs(excess))} failures in 1,000 readings ${
      excess > 0 ? "more" : "fewer"
    } than predicted`;
    findings.push(
      inputsMoved ? finding("performance_dropped", null, `${often}, and readings have changed too`) : finding(
        "failure_process_changed",
        null,
        `${often}, while readings are as ever: machines fail differently`,
      ),
    );
  }
  return findings;
}

function nameReadings(
  left: readonly StretchStatistic[],
  likelier: NameChangesInput["likelier"],
): MonitorFinding[] {
  const moved = new Set(left.map(({ column }) => column));
  const sensors = sensorColumns.filter((name) => moved.has(name));
  const features = engineeredFeatures.filter(({ name }) => moved.has(name));
  if (sensors.length === 0 && features.length === 0) return [];
  const what = [...sensors, ...features.map(({ name }) => name)].map((name) => movement(name, left)).join(
    "; ",
  );
  const suspects = suspectsOf(sensors, features);
  if (suspects.length === 0) {
    const column = sensors.length === 1 ? sensors[0] : null;
    return [finding("plant_changed", column, `the plant has changed, not one sensor: ${what}`)];
  }
  const sensor = suspects.length === 1 ? suspects[0] : likelier(suspects, features[0].name);
  const who = sensor ?? suspects.join(" or ");
  const wear = sensor === "tool_wear_min" ? ", or tools are changed at other times" : "";
  return [
    finding("sensor_fault", sensor, `the sensor of ${who} is off${wear}: ${what}; other sensors are as ever`),
  ];
}

/** Sensors any one of which would explain all that moved; none where it takes several, or the plant itself. */
function suspectsOf(
  sensors: readonly SensorColumn[],
  features: readonly EngineeredFeature[],
): SensorColumn[] {
  if (sensors.length > 1) return [];
  const shared = sensorColumns.filter((name) => features.every(({ inputs }) => inputs.includes(name)));
  if (sensors.length === 0) return shared;
  const [sensor] = sensors;
  if (!shared.includes(sensor)) return [];
  // The two temperatures are compared with each other: where one moves and their difference does not, both do.
  const compared = featuresOf(sensor).find(({ name }) => name === "temperature_difference_k");
  return compared && !features.includes(compared) ? [] : [sensor];
}

function featuresOf(sensor: SensorColumn): EngineeredFeature[] {
  return engineeredFeatures.filter(({ inputs }) => inputs.includes(sensor));
}

/** How a column moved: by its mean where that left the reference, else by its spread. */
function movement(column: string, left: readonly StretchStatistic[]): string {
  const mean = left.find((one) => one.column === column && one.statistic === "mean");
  if (mean) return `${column} is ${short(mean.now)} on average, usually ${short(mean.reference)}`;
  const { now, reference } = left.find((one) => one.column === column)!;
  return `${column} scatters by ${short(Math.exp(now))}, usually by ${short(Math.exp(reference))}`;
}

function finding(code: MonitorFinding["code"], column: string | null, message: string): MonitorFinding {
  return { code, column, message, alarm: true };
}

function short(value: number): string {
  return String(Number(value.toPrecision(Math.abs(value) >= 100 ? 4 : 3)));
}

function percent(share: number): string {
  return `${short(100 * share)} %`;
}
