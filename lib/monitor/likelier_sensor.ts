import { meanOf } from "./block_null.ts";

/** A series in the reference and of late, each in the order of its time. */
export interface TwoSides {
  reference: Float64Array;
  latest: Float64Array;
}

/** Readings on either side of a place where the feature may have jumped; so many tell one jump from all that are none. */
const sideRows = 25;
/** Places that are looked at lie so many readings apart. */
const stepRows = 5;
/** Readings on either side, and from that place, where a sensor's jump is looked for: a hall drifts less in fewer. */
const nearRows = 10;
/** A sensor's jump of fewer usual ones is chance. */
const leastSize = 2;
/** So is one of the feature's that is not by so much greater than the greatest in the reference. */
const unheardOf = 1.4;
/** By so much must one sensor's jump exceed the others', to be blamed alone. */
const clearly = 1.25;

/**
 * Which of two sensors went off, when only their difference says that one did: the one that jumped where the difference
 * did. Air does not warm by two kelvin between two readings of the same hall; a sensor that slips does. The
 * difference's greatest jump, the mean of 25 readings less that of the 25 before, says where; it must be unheard of in
 * the reference. A sensor's is the greatest near that place, of the mean of 10, in units of how much it usually is in
 * the reference.
 *
 * @param feature What is made from the sensors, and has moved.
 * @param sensors By name.
 * @returns The sensor's name; null when none jumped clearly further: it may have gone off before these readings.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const calm = Float64Array.from({ length: 200 }, (_, i) => 300 + i % 3);
 * const jumped = calm.map((value, i) => i < 120 ? value : value + 5);
 * const difference = { reference: calm.map((_, i) => i % 2), latest: calm.map((_, i) => i % 2 - (i < 120 ? 0 : 5)) };
 * const air = { reference: calm, latest: jumped }, process = { reference: calm, latest: calm };
 * equal(likelierSensor(difference, { air, process }), "air");
 * equal(likelierSensor(difference, { air: process, process }), null);
 * ```
 */
export function likelierSensor(
  feature: TwoSides,
  sensors: Readonly<Record<string, TwoSides>>,
): string | null {
  const sizes = jumps(feature.latest, sideRows, stepRows).map(Math.abs);
  const before = jumps(feature.reference, sideRows, stepRows).map(Math.abs);
  const greatest = Math.max(...sizes);
  if (before.length === 0 || !(greatest > unheardOf * Math.max(...before))) return null;
  const place = sideRows + stepRows * sizes.indexOf(greatest);
  const ranked = Object.entries(sensors).map(([name, { reference, latest }]) => {
    const usual = jumps(reference, nearRows, 1);
    const sd = Math.sqrt(usual.reduce((sum, jump) => sum + jump * jump, 0) / usual.length);
    const around = latest.subarray(place - 2 * nearRows, place + 2 * nearRows);
    return { name, size: sd > 0 ? Math.max(...jumps(around, nearRows, 1).map(Math.abs)) / sd : 0 };
  }).sort((a, b) => b.size - a.size);
  const [first, second] = ranked;
  if (first === undefined) return null;
  return first.size >= leastSize && first.size >= clearly * (second?.size ?? 0) ? first.name : null;
}

function jumps(values: Float64Array, side: number, step: number): Float64Array {
  const places = Math.max(0, Math.floor((values.length - 2 * side) / step) + 1);
  return Float64Array.from({ length: places }, (_, i) => {
    const at = side + step * i;
    return meanOf(values, at, at + side) - meanOf(values, at - side, at);
  });
}
