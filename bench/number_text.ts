import type { Unit } from "./benchmark.ts";

/** A ratio in two or three digits: `0.91`, `7.7`, `42`. */
export function ratioText(ratio: number): string {
  return `${Number(ratio.toPrecision(ratio >= 100 ? 3 : 2))}`;
}

/** Seconds in the unit that suits them: `4.1 µs`, `12.3 ms`, `1.20 s`, `38 min`. */
export function secondsText(seconds: number): string {
  if (seconds >= 600) return `${(seconds / 60).toFixed(0)} min`;
  const [value, unit] = seconds < 1e-3
    ? [seconds * 1e6, "µs"]
    : seconds < 1
    ? [seconds * 1e3, "ms"]
    : [seconds, "s"];
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** A fact with its unit: `15,249/s`, `0.84 ms`, `61 µs`. */
export function factText(value: number, unit: Unit): string {
  if (unit === "MB") return memoryText(value);
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "" || unit === "/s" || unit === "×" ? `${text}${unit}` : `${text} ${unit}`;
}

/** Whole megabytes. */
export function memoryText(megabytes: number): string {
  return `${Math.round(megabytes).toLocaleString("en-US")} MB`;
}
