import type { DataQuality } from "../contracts/monitor_report.ts";
import type { StoredPrediction } from "../contracts/prediction.ts";
import { type SensorColumn, sensorColumns } from "../contracts/reading.ts";
import { isResent } from "./duplicate_readings.ts";

/** The chance that a plant whose sensors all work has one that is called stale. */
const falseChance = 0.001;
const mostListed = 20;
/** Slow sensors are judged by their longest tenth of runs: a run that has lasted is likelier to go on. */
const longShare = 0.1;

/**
 * Sensors that stopped changing. The last `r` readings of a machine's sensor are the same, `r` is at least
 * `staleReadings`, and that is no chance: `q^(r - 1)`, times the number of sensors looked at, is below 0.001. `q` is how
 * often a reading of this sensor equals the one before it, `(equal + 1) / (pairs + 2)` over all machines, their last
 * runs left out, since one of them may be what is looked for. It is the greatest of three:
 *
 * - of all pairs;
 * - of the pairs in the longest tenth of runs, once they had lasted as long as the shortest of these: a slow
 *   temperature rests longer than independent pairs would;
 * - of this machine's own pairs, `equal / pairs`: some machines are calmer than others. One that never changed is
 *   judged by the others.
 *
 * So a sensor that often repeats itself has to be still for longer, and wear in whole minutes is no fault.
 *
 * A reading sent again is the same reading and lengthens no run. A machine whose whole reading repeats itself under new
 * times of measurement has a gateway that resends what it knew last: each of its sensors is stale, and each is named,
 * since none of its predictions means anything. A machine at rest, speed and torque both 0, has neither these two nor
 * its wear looked at: they are as they should be. A sensor that is dead reads 0 alone, and is found.
 *
 * @param latest Oldest first, none left out between.
 * @param staleReadings A whole number of at least 2.
 * @returns At most 20, longest first, then by machine; and how many there are. `since` is when the run's first reading
 * was predicted, by the server's clock. O(n), memory by machines.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(staleSensors([], 6), { stale: [], stale_count: 0 });
 * ```
 */
export function staleSensors(
  latest: readonly StoredPrediction[],
  staleReadings: number,
): Pick<DataQuality, "stale" | "stale_count"> {
  const machines = new Map<string, MachineRuns>();
  const ended = sensorColumns.map((): RunLengths => new Map());
  for (const prediction of latest) {
    const machine = machines.get(prediction.reading.machine_id);
    if (machine === undefined) machines.set(prediction.reading.machine_id, beginRuns(prediction));
    else continueRuns(machine, prediction, ended);
  }

  // Of a machine with fewer readings nothing can be said, and so nothing wrong.
  const looked = [...machines.values()].filter((machine) => machine.readings >= staleReadings)
    .flatMap((machine) =>
      sensorColumns.flatMap((column, s) => isAtRest(machine.last, column) ? [] : [{ machine, column, s }])
    );
  const usual = ended.map(equalShare);
  const stale = looked.flatMap(({ machine, column, s }) => {
    const { readings, first } = machine.runs[s];
    if (readings < staleReadings) return [];
    const q = Math.max(usual[s], ownShare(machine.runs[s]));
    if (q ** (readings - 1) * looked.length >= falseChance) return [];
    const { machine_id, [column]: value } = first.reading;
    return [{ machine_id, column, value, readings, since: first.at }];
  });
  // Sorting is stable: sensors of one machine stay in the contract's order.
  stale.sort((a, b) =>
    b.readings - a.readings || Number(a.machine_id > b.machine_id) - Number(a.machine_id < b.machine_id)
  );
  return { stale: stale.slice(0, mostListed), stale_count: stale.length };
}

/** How many runs of each length have ended. */
type RunLengths = Map<number, number>;

/** A machine's last reading, how many it sent, and the run that each sensor is in. */
interface MachineRuns {
  last: StoredPrediction;
  readings: number;
  runs: SensorRun[];
}

/** The run that a sensor is in, and the runs and readings before it. */
interface SensorRun {
  first: StoredPrediction;
  readings: number;
  endedRuns: number;
  endedReadings: number;
}

function beginRuns(first: StoredPrediction): MachineRuns {
  return {
    last: first,
    readings: 1,
    runs: sensorColumns.map(() => ({ first, readings: 1, endedRuns: 0, endedReadings: 0 })),
  };
}

function continueRuns(machine: MachineRuns, prediction: StoredPrediction, ended: readonly RunLengths[]) {
  const { last, runs } = machine;
  if (isResent(last, prediction)) return;
  machine.last = prediction;
  machine.readings++;
  for (let s = 0; s < runs.length; s++) {
    const run = runs[s], column = sensorColumns[s];
    if (prediction.reading[column] === last.reading[column]) {
      run.readings++;
      continue;
    }
    ended[s].set(run.readings, (ended[s].get(run.readings) ?? 0) + 1);
    run.endedRuns++;
    run.endedReadings += run.readings;
    run.first = prediction;
    run.readings = 1;
  }
}

function isAtRest({ reading }: StoredPrediction, column: SensorColumn): boolean {
  return reading.rotational_speed_rpm === 0 && reading.torque_nm === 0 &&
    (column === "rotational_speed_rpm" || column === "torque_nm" || column === "tool_wear_min");
}

/** How often a reading equals the one before it: of all pairs, or of those in long runs if that is more. */
function equalShare(ended: RunLengths): number {
  const lengths = [...ended.keys()].sort((a, b) => b - a);
  const runs = [...ended.values()].reduce((sum, count) => sum + count, 0);
  let longest = 0, shortest = 1;
  for (const length of lengths) {
    shortest = length;
    longest += ended.get(length)!;
    if (longest >= runs * longShare) break;
  }
  return Math.max(equalShareFrom(1, ended), equalShareFrom(shortest, ended));
}

/** The same, of the pairs whose first reading was at least the `from`th of its run. A run's last pair is unequal. */
function equalShareFrom(from: number, ended: RunLengths): number {
  let equal = 0, pairs = 0;
  for (const [length, count] of ended) {
    if (length < from) continue;
    equal += count * (length - from);
    pairs += count * (length - from + 1);
  }
  return (equal + 1) / (pairs + 2);
}

function ownShare({ endedRuns, endedReadings }: SensorRun): number {
  return endedReadings === 0 ? 0 : (endedReadings - endedRuns) / endedReadings;
}
