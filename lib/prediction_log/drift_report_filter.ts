import type { DriftReportQuery } from "./drift_report_store.ts";
import { leastIdAt } from "./id_time.ts";

/** The condition of a list of drift reports, as SQLite and MySQL both read it, and its values. */
export function driftReportFilter({ since, model_version }: DriftReportQuery): {
  filter: string;
  values: string[];
} {
  const asked: [condition: string, value: string][] = [];
  if (since !== undefined) asked.push(["id >= ?", leastIdAt(since)]);
  if (model_version !== undefined) asked.push(["model_version = ?", model_version]);
  return {
    filter: asked.length === 0 ? "" : `WHERE ${asked.map(([condition]) => condition).join(" AND ")}`,
    values: asked.map(([, value]) => value),
  };
}
