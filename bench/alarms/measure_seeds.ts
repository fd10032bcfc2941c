import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import type { DriftName } from "../../lib/simulate/drift_scenarios.ts";
import { defaultParams } from "../data/default_params.ts";
import { trainPlant, watchPlant } from "./watched_plant.ts";

// One share of the seeds: prints a line of JSON for each plant and fault.
const [first, last, step, history] = Deno.args.map(Number);
const faults: (DriftName | "none")[] = [
  "none",
  "sensor-offset",
  "stuck-sensor",
  "new-type",
  "hall-heating",
  "failure-shift",
];
const params = await defaultParams();
const pool = createWorkerPool(1);
for (let seed = first; seed <= last; seed += step) {
  const plan = { seed, history, healthy: 2_000, faulty: 8_000 };
  const trained = await trainPlant(plan, params, pool);
  for (const fault of faults) {
    const drift = fault === "none" ? undefined : fault;
    const looks = await watchPlant(trained, { plan, params, drift, every: 250 });
    console.log(JSON.stringify({
      seed,
      fault,
      looks: looks.filter(({ alarms }) => alarms.length > 0).map(({ readings, alarms }) => ({
        readings,
        alarms: alarms.map(({ code, column, message }) => ({ code, column, message })),
      })),
    }));
  }
}
pool.close();
