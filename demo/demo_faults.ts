import type { MonitorFinding } from "../lib/contracts/monitor_report.ts";
import { type DriftName, driftNames, driftScenarios } from "../lib/simulate/drift_scenarios.ts";

/** A fault, and what monitoring ought to say of it. */
export interface DemoFault {
  readonly name: DriftName;
  /** What happens, in one line. */
  readonly description: string;
  /** The finding that names it; `column` undefined where any will do. */
  readonly expected: { readonly code: MonitorFinding["code"]; readonly column?: string | null };
  /** So many readings after it begins it is to be named. */
  readonly limit: number;
  /** Readings that are streamed with it, unless it is named before. */
  readonly readings: number;
}

/**
 * What each fault is to be called, and how soon. The hall takes longest: its air wanders by 2 K by itself, so that it
 * has to be far warmer than it ever was before anybody can say that this is no chance.
 */
const stated = {
  "sensor-offset": { expected: { code: "sensor_fault", column: "air_temperature_k" }, limit: 500 },
  "stuck-sensor": { expected: { code: "stuck_sensor", column: "torque_nm" }, limit: 750 },
  "new-type": { expected: { code: "new_category", column: "type" }, limit: 250 },
  "hall-heating": { expected: { code: "plant_changed" }, limit: 8_000 },
  "failure-shift": { expected: { code: "failure_process_changed", column: null }, limit: 1_000 },
} as const satisfies Record<DriftName, Pick<DemoFault, "expected" | "limit">>;

/** How much warmer the hall is after the last of its readings, in kelvin. */
export const heatingK = 12;

/** Every fault that the demo shows, in its order. */
export const demoFaults: readonly DemoFault[] = driftNames.map((name) => ({
  name,
  description: driftScenarios[name].description.replace("6 K by", `${heatingK} K by`),
  ...stated[name],
  readings: stated[name].limit,
}));

/** Whether an alarm is the fault's name. */
export function isName({ expected }: DemoFault, alarm: Pick<MonitorFinding, "code" | "column">): boolean {
  return alarm.code === expected.code && (expected.column === undefined || alarm.column === expected.column);
}
