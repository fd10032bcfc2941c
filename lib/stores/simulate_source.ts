import { setTimeout } from "node:timers/promises";
import { readingColumns } from "../contracts/reading.ts";
import { findDriftScenario } from "../simulate/drift_scenarios.ts";
import { simulateReadings, type SimulationOptions } from "../simulate/simulate_readings.ts";
import type { Table } from "../table/table.ts";
import type { ReadingSource, SourceRows } from "./source.ts";
import { readQuery, wholeParameter } from "./source_query.ts";

/**
 * Readings of a simulated plant: `simulate:?rows=10000&seed=42`, and `&drift=NAME`.
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` for a parameter that is unknown or out of range; `USAGE` for an
 * unknown drift scenario.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const open = await simulateSource("rows=100&seed=1").open();
 * equal(open.estimatedRows, 100);
 * await open.close();
 * ```
 */
export function simulateSource(query: string): ReadingSource {
  const options = simulationOf(query);
  const { rows, seed, drift } = options;
  return {
    url: `simulate:?rows=${rows}&seed=${seed}${drift ? `&drift=${drift}` : ""}`,
    name: "the simulator",
    open: () =>
      Promise.resolve({
        header: readingColumns.map(({ name }) => name),
        estimatedRows: rows,
        batches: batches(options),
        close: () => Promise.resolve(),
      }),
  };
}

function simulationOf(query: string): SimulationOptions {
  const values = readQuery("simulate:", query, ["rows", "seed", "drift"]);
  const drift = values.get("drift");
  if (drift !== undefined) findDriftScenario(drift);
  return {
    rows: wholeParameter("simulate:", values, "rows", { least: 1, most: 1e9, fallback: 10_000 }),
    seed: wholeParameter("simulate:", values, "seed", { least: 0, most: 2 ** 32 - 1, fallback: 42 }),
    drift: drift as SimulationOptions["drift"],
  };
}

async function* batches(options: SimulationOptions): AsyncGenerator<SourceRows> {
  let line = 1;
  for (const table of simulateReadings(options)) {
    yield { rows: textRows(table), lines: Array.from({ length: table.rowCount }, () => line++) };
    // Lets signals in between batches.
    await setTimeout(0);
  }
}

/** A table's rows as cells of text, in the contract's order. */
function textRows(table: Table): string[][] {
  const columns = readingColumns.map(({ name }) => table.columns.get(name)!);
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((column) => String(column[row])));
}
