import { sensorColumns } from "../lib/contracts/reading.ts";
import type { DriftName } from "../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../lib/simulate/simulate_readings.ts";
import { numberColumn, textColumn } from "../lib/table/table.ts";

/** A reading as a plant sends it, of any type, and what becomes of the machine. */
export interface PlantReading {
  reading: { machine_id: string; type: string } & Record<string, string | number>;
  failure: boolean;
}

/** A plant that a model is trained on, and that goes on afterwards. */
export interface PlantPlan {
  seed: number;
  /** Readings before the model is trained, after it without a fault, and with it. */
  history: number;
  healthy: number;
  faulty: number;
  fault: DriftName;
  /** How much warmer the hall is by the last reading where it heats, in kelvin. */
  heatingK: number;
}

/** What the plant reports after the model was trained on it. Until the fault begins, all faults have the same. */
export function plantReadings(
  { seed, history, healthy, faulty, fault, heatingK }: PlantPlan,
): PlantReading[] {
  const rows = history + healthy + faulty;
  const driftStart = (history + healthy) / rows;
  const [table] = simulateReadings({ rows, seed, drift: fault, driftStart, heatingK, batchRows: rows });
  const machine = textColumn(table, "machine_id"), type = textColumn(table, "type");
  const sensors = sensorColumns.map((name) => [name, numberColumn(table, name)] as const);
  const failure = numberColumn(table, "failure");
  return Array.from({ length: healthy + faulty }, (_, i) => {
    const row = history + i;
    const values = Object.fromEntries(sensors.map(([name, column]) => [name, column[row]]));
    return {
      reading: { machine_id: machine[row], type: type[row], ...values },
      failure: failure[row] === 1,
    };
  });
}
