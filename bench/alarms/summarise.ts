import type { MonitorFindingCode } from "../../lib/contracts/monitor_report.ts";

/** What one plant's looks found, as measure_seeds.ts prints it: only looks with an alarm. */
export interface WatchedSeed {
  seed: number;
  fault: string;
  looks: { readings: number; alarms: { code: MonitorFindingCode; column: string | null }[] }[];
}

/** How monitoring did with one fault, or without any. */
export interface FaultSummary {
  fault: string;
  plants: number;
  /** Plants with an alarm before the fault; of undrifted plants, with any. */
  false_alarms: number;
  /** Plants whose fault was given its name, and after how many readings: the median and the most. */
  named: number;
  median_delay: number | null;
  longest_delay: number | null;
  /** With the right sensor, where the name is a sensor's fault. */
  right_column: number | null;
}

/** The name that each fault should be given, and the sensor that it is of. */
export const names: Readonly<Record<string, { code: MonitorFindingCode; column?: string }>> = {
  "sensor-offset": { code: "sensor_fault", column: "air_temperature_k" },
  "stuck-sensor": { code: "stuck_sensor", column: "torque_nm" },
  "new-type": { code: "new_category", column: "type" },
  "hall-heating": { code: "plant_changed" },
  "failure-shift": { code: "failure_process_changed" },
};

/**
 * Counts false alarms, faults found and delays.
 *
 * @param faultyFrom Readings after which the fault begins.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const alarms = [{ code: "stuck_sensor", column: "torque_nm" }] as const;
 * const watched = [{ seed: 1, fault: "stuck-sensor", looks: [{ readings: 2500, alarms: [...alarms] }] }];
 * equal(summarise(watched, 2000)[0].median_delay, 500);
 * ```
 */
export function summarise(watched: readonly WatchedSeed[], faultyFrom: number): FaultSummary[] {
  return [...Map.groupBy(watched, ({ fault }) => fault)].map(([fault, plants]) => {
    const name = names[fault];
    const isFalse = ({ looks }: WatchedSeed) => looks.some(({ readings }) => !name || readings <= faultyFrom);
    const found = name === undefined ? [] : plants.flatMap(({ looks }) => {
      const look = looks.find(({ readings, alarms }) =>
        readings > faultyFrom && alarms.some(({ code }) => code === name.code)
      );
      if (!look) return [];
      const isRight = look.alarms.some(({ code, column }) => code === name.code && column === name.column);
      return [{ delay: look.readings - faultyFrom, isRight }];
    });
    const delays = found.map(({ delay }) => delay).sort((a, b) => a - b);
    return {
      fault,
      plants: plants.length,
      false_alarms: plants.filter(isFalse).length,
      named: found.length,
      median_delay: delays.length === 0 ? null : delays[Math.floor((delays.length - 1) / 2)],
      longest_delay: delays.at(-1) ?? null,
      right_column: name?.column === undefined ? null : found.filter(({ isRight }) => isRight).length,
    };
  });
}
