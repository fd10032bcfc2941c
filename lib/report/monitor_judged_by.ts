import type { MonitorReport } from "../contracts/monitor_report.ts";

/**
 * What a model is judged by: outcomes, where enough came back; else the estimate made without them, where there were
 * predictions to make it from.
 */
export function judgedBy({ dataset, performance }: MonitorReport): "outcomes" | "estimate" | "nothing" {
  const isFew = dataset.findings.some(({ code }) => code === "few_outcomes");
  if (performance.real && !isFew) return "outcomes";
  return performance.estimated ? "estimate" : performance.real ? "outcomes" : "nothing";
}
