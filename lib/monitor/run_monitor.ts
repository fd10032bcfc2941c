import type { Metrics } from "../contracts/metrics.ts";
import type { ModelHeader } from "../contracts/model_header.ts";
import type { DataQuality } from "../contracts/monitor_report.ts";
import type { DriftParams, MonitorParams } from "../contracts/params.ts";
import { checkMethods } from "../drift/check_methods.ts";
import { categoryTest, numberTest } from "../drift/registry.ts";
import { withMethod } from "../drift/with_method.ts";
import type { LogReads } from "../prediction_log/merged_reads.ts";
import type { Table } from "../table/table.ts";
import { type MadeMonitorReport, makeMonitorReport } from "./monitor_report.ts";
import { readJudged } from "./read_judged.ts";
import { readWindow } from "./read_window.ts";

/** Which predictions are looked at, and with what. */
export interface RunMonitorOptions {
  reads: LogReads;
  model: { name: string; version: string; header: ModelHeader };
  reference: Table | null;
  metrics: Metrics | null;
  params: { drift: DriftParams; monitor: MonitorParams };
  /** The window: at this time or later, and before that, in milliseconds since the epoch. */
  since: number;
  until: number;
  /** When the report is made. */
  now: number;
  /** A drift test for every column, in place of what params say. */
  method?: string;
  /** Readings that the server refused in the window; null where nobody counted. */
  refused: DataQuality["refused"];
  /** Awaited between questions to the log, so that a server that answers meanwhile gets its turn (default: none). */
  pause?: () => Promise<void>;
  /** Told how many predictions have been read so far (default: nobody). */
  onRead?: (rows: number) => void;
}

/**
 * Reads a model's predictions and outcomes of a window, and reports on them.
 *
 * @throws {FaultlineError} `DRIFT_METHOD` when a test does not exist or does not take such a column; as `LogReads` does.
 */
export async function runMonitor(options: RunMonitorOptions): Promise<MadeMonitorReport> {
  const { reads, model, reference, metrics, params, since, until, now, method, refused, pause, onRead } =
    options;
  const drift = withMethod(params.drift, method);
  // Before much is read.
  checkMethods(drift);
  if (method !== undefined && reference !== null) checkKinds(method, reference, drift.categorical);
  const query = {
    since,
    until,
    model_version: model.version,
    mostRows: params.monitor.most_rows,
    pause,
    onRead,
  };
  const window = await readWindow(reads, query);
  const judged = await readJudged(reads, window, model.version, { pause });
  return await makeMonitorReport({
    model: { name: model.name, version: model.version },
    threshold: model.header.threshold.probability,
    ...{ window, judged, reference, metrics, refused, drift, monitor: params.monitor, now },
  });
}

/** Refuses a test that does not take a column that the predictions will have: all of the reference's but the outcome. */
function checkKinds(method: string, { columns }: Table, categorical: readonly string[]): void {
  for (const [name, column] of columns) {
    if (name === "failure") continue;
    const isNumber = column instanceof Float64Array && !categorical.includes(name);
    (isNumber ? numberTest : categoryTest)(method, name);
  }
}
