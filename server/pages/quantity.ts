import type { MachineType, SensorColumn } from "../../lib/contracts/reading.ts";
import { formatCount } from "../../lib/report/number_format.ts";

/** A feature that is an amount, as a person calls it. */
export interface Quantity {
  label: string;
  unit: string;
  /** Digits behind the point that mean something. */
  digits: number;
  /** What it is worked out from. */
  from?: string;
}

type Amount = SensorColumn | "power_w" | "temperature_difference_k" | "strain_min_nm";

const quantities: Readonly<Record<Amount, Quantity>> = {
  air_temperature_k: { label: "air temperature", unit: "K", digits: 1 },
  process_temperature_k: { label: "process temperature", unit: "K", digits: 1 },
  rotational_speed_rpm: { label: "speed", unit: "rev/min", digits: 0 },
  torque_nm: { label: "torque", unit: "Nm", digits: 1 },
  tool_wear_min: { label: "tool wear", unit: "min", digits: 0 },
  power_w: { label: "power", unit: "W", digits: 0, from: "torque × speed" },
  temperature_difference_k: { label: "temperature difference", unit: "K", digits: 1, from: "process − air" },
  strain_min_nm: { label: "strain", unit: "min·Nm", digits: 0, from: "tool wear × torque" },
};

/** Product quality, as a person calls it. */
export const typeNames: Readonly<Record<MachineType, string>> = {
  L: "L (low)",
  M: "M (medium)",
  H: "H (high)",
};

/** What a feature is called; its own name for one that Faultline does not know. */
export function quantityOf(feature: string): Quantity {
  return Object.hasOwn(quantities, feature)
    ? quantities[feature as Amount]
    : { label: feature, unit: "", digits: 3 };
}

/**
 * An amount with its unit. Figures that mean nothing are left out, but none that was measured is rounded to another.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual([amount("strain_min_nm", 13111.2), amount("torque_nm", 60.7), amount("torque_nm", 1e21)], [
 *   "13,111 min·Nm",
 *   "60.7 Nm",
 *   "1e+21 Nm",
 * ]);
 * ```
 */
export function amount(feature: string, value: number): string {
  const { unit } = quantityOf(feature);
  const text = bareAmount(feature, value);
  return unit === "" ? text : `${text} ${unit}`;
}

/** An amount without its unit. */
export function bareAmount(feature: string, value: number): string {
  return Math.abs(value) < 1e15 ? grouped(value.toFixed(quantityOf(feature).digits)) : String(value);
}

/** Thousands apart, a minus that is one, and no minus before zero. */
function grouped(text: string): string {
  const [, minus, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text)!;
  const isZero = !/[1-9]/.test(text);
  return `${minus && !isZero ? "−" : ""}${formatCount(whole as unknown as number)}${rest}`;
}
