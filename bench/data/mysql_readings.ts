import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import type { Mariadb } from "../../tests/support/mariadb.ts";

/** The ten columns of a plant's table. */
const columns = {
  reading_id: "INT PRIMARY KEY",
  machine_id: "VARCHAR(20) NOT NULL",
  measured_at: "DATETIME NOT NULL",
  type: "CHAR(1) NOT NULL",
  air_temperature_k: "DOUBLE NOT NULL",
  process_temperature_k: "DOUBLE NOT NULL",
  rotational_speed_rpm: "DOUBLE NOT NULL",
  torque_nm: "DOUBLE NOT NULL",
  tool_wear_min: "DOUBLE NOT NULL",
  failure: "TINYINT NOT NULL",
};

/** Fills the table `readings` with simulated readings. */
export async function fillReadings(server: Mariadb, rows: number): Promise<void> {
  const names = Object.keys(columns);
  const declared = Object.entries(columns).map(([name, type]) => `${name} ${type}`).join(", ");
  await server.sql(`CREATE TABLE plant.readings (${declared}) ENGINE = InnoDB`);
  for (const table of simulateReadings({ rows, seed: 1 })) {
    const values: string[] = [];
    for (let row = 0; row < table.rowCount; row++) {
      const cells = names.map((name) => {
        const value = table.columns.get(name)![row];
        return typeof value === "number" ? value : `'${value.replace(/Z$/, "").replace("T", " ")}'`;
      });
      values.push(`(${cells.join(",")})`);
    }
    await server.sql(`INSERT INTO plant.readings VALUES ${values.join(",")}`);
  }
}
