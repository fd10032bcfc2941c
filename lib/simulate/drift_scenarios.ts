import { FaultlineError } from "../errors.ts";
import type { Random } from "../random/random.ts";
import { type FailureLimits, publishedLimits, type RuleReading } from "./failure_rules.ts";

/** What a scenario does to a plant while it lasts. */
export interface DriftEffect {
  /** How much warmer the hall is, in kelvin; `progress` runs from 0 where drift begins to 1 at the last reading. */
  readonly heating_k?: (progress: number) => number;
  /** Where failures begin, if not at the published limits. */
  readonly limits?: FailureLimits;
  /** Changes what is reported, in place. Failures have been decided by then, on what truly was. */
  readonly report?: (reading: RuleReading, random: Random) => void;
}

/** A way in which readings stop being like those a model was trained on. */
export interface DriftScenario {
  /** What happens, in one line. */
  readonly description: string;
  /**
   * Makes the effect; whatever it remembers belongs to one simulation.
   *
   * @param heatingK How much warmer a heating hall is by the last reading, in kelvin.
   */
  readonly begin: (heatingK: number) => DriftEffect;
}

const newTypeShare = 0.2;

/**
 * Every drift scenario by name. Faults of sensors change what is reported and leave failures as they were; heating
 * changes the plant itself; `failure-shift` changes failures alone, so that its inputs equal an undrifted run's.
 */
export const driftScenarios = {
  "sensor-offset": {
    description: "every air temperature sensor reads 2 K too high",
    begin: () => ({
      report: (reading) => {
        reading.air_temperature_k = Math.round((reading.air_temperature_k + 2) * 10) / 10;
      },
    }),
  },
  "stuck-sensor": {
    description: "the torque signal freezes: every machine goes on reporting one and the same value",
    begin: () => {
      let held: number | undefined;
      return {
        report: (reading) => {
          held ??= reading.torque_nm;
          reading.torque_nm = held;
        },
      };
    },
  },
  "new-type": {
    description: "one reading in five carries product type X, which no contract knows",
    begin: () => ({
      report: (reading, random) => {
        if (random.uniform() < newTypeShare) reading.type = "X";
      },
    }),
  },
  "hall-heating": {
    description: "the hall warms steadily, 6 K by the last reading, and the machines with it",
    begin: (heatingK) => ({ heating_k: (progress) => heatingK * progress }),
  },
  "failure-shift": {
    description:
      "machines fail sooner (heat below 9.2 K, overstrain at 80 % of its limits); readings stay the same",
    begin: () => ({
      limits: {
        ...publishedLimits,
        heat: { ...publishedLimits.heat, temperature_difference_k: 9.2 },
        overstrain_min_nm: { L: 8_800, M: 9_600, H: 10_400 },
      },
    }),
  },
} as const satisfies Record<string, DriftScenario>;

/** The name of a drift scenario. */
export type DriftName = keyof typeof driftScenarios;

/** Every name there is. */
export const driftNames = Object.keys(driftScenarios) as DriftName[];

/**
 * The scenario of a name that a person gave.
 *
 * @throws {FaultlineError} `USAGE` when there is none of that name.
 *
 * @example
 * ```ts
 * import { ok, throws } from "node:assert/strict";
 * ok(findDriftScenario("hall-heating").description.startsWith("the hall warms"));
 * throws(() => findDriftScenario("earthquake"));
 * ```
 */
export function findDriftScenario(name: string): DriftScenario {
  if (!Object.hasOwn(driftScenarios, name)) {
    throw new FaultlineError("USAGE", `there is no drift scenario "${name}"`, {
      details: driftNames.map((known) => `${known}: ${driftScenarios[known].description}`),
      hint: `choose one of ${driftNames.join(", ")}`,
    });
  }
  return driftScenarios[name as DriftName];
}
