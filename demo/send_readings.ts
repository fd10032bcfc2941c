import type { PlantReading } from "./plant_readings.ts";
import type { DemoServer } from "./start_server.ts";

/** Outcomes that are under way together. */
const outcomesAtOnce = 16;

/**
 * Has readings predicted in one request, as though they had just been measured, and tells the outcome of each one that
 * was. Readings that the server refuses have none.
 */
export async function sendReadings(server: DemoServer, readings: readonly PlantReading[]): Promise<void> {
  const measured_at = new Date().toISOString();
  const batch = readings.map(({ reading }) => ({ ...reading, measured_at }));
  const answers = await server.ask("/v1/predict/batch", batch) as { id?: string }[];
  const outcomes = answers.flatMap(({ id }, i) =>
    id === undefined ? [] : [{ prediction_id: id, failure: readings[i].failure }]
  ).values();
  // All take from the same outcomes, each the next.
  const tell = async () => {
    for (const outcome of outcomes) await server.ask("/v1/outcomes", outcome);
  };
  await Promise.all(Array.from({ length: outcomesAtOnce }, tell));
}
