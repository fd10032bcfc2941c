import { clipMiddle } from "./clip_middle.ts";
import { featureMeaning } from "./feature_meaning.ts";

/** How a column of a monitor's report is called. */
export interface MonitorColumn {
  name: string;
  /** What it is, with its unit; empty for one that Faultline does not know. */
  meaning: string;
}

/** What stands beside readings in a stretch: worked out from predictions and outcomes. */
const workedOut: Readonly<Record<string, MonitorColumn>> = {
  probability: { name: "probability", meaning: "predicted probability of failure" },
  alarm: { name: "alarms", meaning: "share of readings at or above the threshold" },
  failure_minus_probability: {
    name: "failures beyond prediction",
    meaning: "in 1,000 readings whose outcome was told",
  },
};

/**
 * A column's name, clipped, and what it means.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(monitorColumn("torque_nm"), { name: "torque_nm", meaning: "torque, Nm" });
 * deepEqual(monitorColumn("alarm").name, "alarms");
 * ```
 */
export function monitorColumn(column: string): MonitorColumn {
  return Object.hasOwn(workedOut, column)
    ? workedOut[column]
    : { name: clipMiddle(column, 60), meaning: featureMeaning(column) };
}
