import { join } from "node:path";
import { type Reading, sensorColumns } from "../../lib/contracts/reading.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { joinTables } from "../../lib/table/join_tables.ts";
import { numberColumn, type Table, textColumn } from "../../lib/table/table.ts";

/** Distinct readings of a thousand machines, none of which a model has seen. */
export function distinctReadings(rows: number): Reading[] {
  const machines = Math.min(1000, rows);
  return readingsOf(joinTables([...simulateReadings({ rows, seed: 7, machines })]));
}

/** A table's rows as readings. */
export function readingsOf(table: Table): Reading[] {
  const machines = textColumn(table, "machine_id"), types = textColumn(table, "type");
  const sensors = sensorColumns.map((name) => [name, numberColumn(table, name)] as const);
  return machines.map((machine_id, row) => ({
    machine_id,
    type: types[row],
    ...Object.fromEntries(sensors.map(([name, column]) => [name, column[row]])),
  } as Reading));
}

/**
 * Writes the bodies that a load posts, one a line: `readings.ndjson` as our server and FastAPI take them, and
 * `tensors.ndjson` as MLServer's scikit-learn runtime does: the nine features, which its client must have computed.
 */
export async function writeReadingBodies(folder: string, rows: number): Promise<void> {
  const readings = distinctReadings(rows);
  const file = (name: string, bodies: readonly unknown[]) =>
    Deno.writeTextFile(join(folder, name), bodies.map((body) => JSON.stringify(body) + "\n").join(""));
  await file("readings.ndjson", readings);
  await file("tensors.ndjson", readings.map(tensorBody));
}

/** An inference request of the Open Inference Protocol. */
function tensorBody(reading: Reading) {
  const { air_temperature_k: air, process_temperature_k: process, torque_nm: torque } = reading;
  const { rotational_speed_rpm: speed, tool_wear_min: wear } = reading;
  const data = [
    ...["L", "M", "H"].flatMap((type, code) => type === reading.type ? [code] : []),
    ...[air, process, speed, torque, wear],
    ...[torque * speed * 2 * Math.PI / 60, process - air, wear * torque],
  ];
  return {
    inputs: [{ name: "x", shape: [1, data.length], datatype: "FP64", data }],
    outputs: [{ name: "predict_proba" }],
  };
}
