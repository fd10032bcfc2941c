import type { DriftReportRow, MonitorReport } from "../contracts/monitor_report.ts";
import { FaultlineError } from "../errors.ts";
import { openDriftReports } from "../prediction_log/drift_reports.ts";
import type { LogReads } from "../prediction_log/merged_reads.ts";
import { openLogReads } from "../prediction_log/open_log_reads.ts";
import { loadWatchedModel } from "./load_watched_model.ts";
import type { MadeReport, MonitorJob } from "./monitor_messages.ts";
import { reportRow } from "./report_row.ts";
import { runMonitor } from "./run_monitor.ts";

/** Reports of the past that are looked at. */
const historyRows = 500;

/**
 * Makes a report from a job, from opening the log to the page's HTML. A log that is not there yet has no predictions; a
 * history that cannot be written is told, and keeps nobody from the report.
 *
 * @throws {FaultlineError} As `runMonitor`, `openLogReads` and `loadWatchedModel`; `MODEL_NOT_FOUND` when the folder
 * holds another model by now.
 */
export async function makeReport(job: MonitorJob): Promise<MadeReport> {
  const { params, since, until, now, method, refused, restMs } = job;
  const env = (name: string) => job.env[name];
  const clock = () => now;
  const watched = await loadWatchedModel(job.modelFolder);
  if (watched.model.version !== job.modelVersion) {
    throw new FaultlineError(
      "MODEL_NOT_FOUND",
      `the model that is watched, ${job.modelVersion}, is no longer in ${job.modelFolder}: ` +
        `there is ${watched.model.version}`,
      { hint: "reload the model, so that the one that is there is served" },
    );
  }
  const { reads, close } = await openReads(job, env, clock);
  const rest = () => new Promise<void>((resolve) => setTimeout(resolve, restMs));
  const { report, distributions } = await runMonitor({
    ...watched,
    ...{ reads, params, since, until, now, method, refused },
    pause: restMs > 0 ? rest : undefined,
  }).finally(close);
  const { history, historyFault } = await keep(job, report, env, clock);
  const { monitorBody } = await import("../report/monitor_page.ts");
  const body = String(await monitorBody({ report, distributions, history }));
  return { report, body, history, historyFault };
}

type Env = (name: string) => string | undefined;

async function openReads({ databaseUrl }: MonitorJob, env: Env, now: () => number) {
  try {
    return await openLogReads({ databaseUrl, env, now });
  } catch (error) {
    if (!(error instanceof FaultlineError && error.code === "INPUT_NOT_FOUND")) throw error;
    return { reads: nothingYet, close: () => Promise.resolve() };
  }
}

const nothingYet: LogReads = {
  find: () => Promise.resolve(undefined),
  findAll: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  machines: () => Promise.resolve([]),
  outcomes: () => Promise.resolve([]),
  counts: () => Promise.resolve({ predictions: 0, alarms: 0, machines: 0, outcomes: 0 }),
};

async function keep(
  { databaseUrl, rowId }: MonitorJob,
  report: MonitorReport,
  env: Env,
  now: () => number,
): Promise<{ history: DriftReportRow[]; historyFault: string | null }> {
  let history: DriftReportRow[] = [];
  try {
    const reports = await openDriftReports({ databaseUrl, env, now });
    try {
      // Read first: where nothing can be written it still says what was told before.
      history = await reports.list({ limit: historyRows });
      if (rowId !== undefined) {
        const row = reportRow(report, rowId);
        await reports.append(row);
        history = [row, ...history].slice(0, historyRows);
      }
    } finally {
      await reports.close();
    }
    return { history, historyFault: null };
  } catch (error) {
    const { code, message } = error as FaultlineError;
    return { history, historyFault: code === "INPUT_NOT_FOUND" ? null : message };
  }
}
