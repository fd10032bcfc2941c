import type { DriftReport } from "../contracts/drift_report.ts";
import type { Table } from "../table/table.ts";
import { compareSources, type CompareSourcesOptions } from "./compare_sources.ts";
import { tableSource } from "./drift_source.ts";

/**
 * Compares a table with its reference, as {@linkcode compareSources} does. The tables are left as they are.
 *
 * @throws {FaultlineError} `DRIFT_COLUMN` when neither table has a column asked for; `DRIFT_METHOD` when params name a
 * test that does not exist or does not take such a column.
 */
export function compareTables(reference: Table, current: Table, options: CompareSourcesOptions): DriftReport {
  return compareSources(tableSource(reference), tableSource(current), options);
}
