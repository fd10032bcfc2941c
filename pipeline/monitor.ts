import { v7 as newId } from "uuid";
import type { DriftReportRow } from "../lib/contracts/monitor_report.ts";
import { FaultlineError } from "../lib/errors.ts";
import { parseMoment } from "../lib/duration.ts";
import { loadWatchedModel } from "../lib/monitor/load_watched_model.ts";
import { reportRow } from "../lib/monitor/report_row.ts";
import { runMonitor } from "../lib/monitor/run_monitor.ts";
import { type DriftReports, openDriftReports } from "../lib/prediction_log/drift_reports.ts";
import { openLogReads } from "../lib/prediction_log/open_log_reads.ts";
import { monitorText } from "../lib/report/monitor_text.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { toJson } from "./json_file.ts";
import { negativeExitCode, runTask } from "./stage.ts";

/** The task's own options, by commander's names. */
interface MonitorOptions {
  since?: string;
  database?: string;
  model: string;
  method?: string;
  json?: boolean;
  html: string;
  failOnDrift?: boolean;
}

/** Reports of the past on the page. */
const historyRows = 500;

await runTask({
  name: "monitor",
  summary:
    "Holds the stored predictions of the current model against its reference: drift, data quality, alarms, scores.",
  options: (command) =>
    command
      .option(
        "--since <time>",
        "predictions since an ISO time, or so long ago: 24h, 7d (default: monitor.since_days)",
      )
      .option(
        "--database <url>",
        "sqlite:PATH or mysql://… (default: $DATABASE_URL, else sqlite:data/faultline.db)",
      )
      .option("--model <folder>", "model folder", "models/current")
      .option("--method <name>", "the drift test for every column (default: by size and kind)")
      .option("--json", "print the report as JSON")
      .option("--html <file>", "where the page goes; the JSON goes beside it", "reports/monitor.html")
      .option("--fail-on-drift", "exit with 3 when the verdict is an alarm"),
  help: "Example:\n  deno task monitor --since 24h --fail-on-drift",
}, async ({ params, options, progress, print, env, log }) => {
  const { since: asked, database, model: folder, method, json, html, failOnDrift } =
    options as unknown as MonitorOptions;
  const now = Date.now();
  const since = asked === undefined
    ? now - Math.round(params.monitor.since_days * 24 * 60 * 60 * 1000)
    : parseMoment(asked, now);
  if (since === undefined || since > now) {
    throw new FaultlineError("USAGE", `--since must be a time of the past, current value: ${asked}`, {
      hint: "write how long ago, as 30m, 24h or 7d, or an ISO time, as 2026-01-31T00:00:00Z",
    });
  }
  const databaseUrl = database ?? (env("DATABASE_URL")?.trim() || "sqlite:data/faultline.db");
  const { model, reference, metrics } = await loadWatchedModel(folder);
  const { reads, close } = await openLogReads({ databaseUrl, env, now: Date.now });
  // So much is read at most; how much is there is not known before.
  const bar = progress("monitor", params.monitor.most_rows, "predictions at most");
  let made;
  try {
    made = await runMonitor({
      ...{ reads, model, reference, metrics, params, since, until: now + 1, now, method, refused: null },
      onRead: (rows) => bar.update(rows),
    });
  } finally {
    bar.stop();
    await close();
  }
  const { report, distributions } = made;
  // A history that cannot be written, as beside a log of an older server, keeps nobody from the report.
  let historyFault: string | undefined;
  async function inHistory<T>(otherwise: T, work: (reports: DriftReports) => Promise<T>): Promise<T> {
    try {
      const reports = await openDriftReports({ databaseUrl, env, now: Date.now });
      return await work(reports).finally(() => reports.close());
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      historyFault ??= error.message;
      return otherwise;
    }
  }
  const row = reportRow(report, newId());
  const past = await inHistory<DriftReportRow[]>(
    [],
    (reports) => reports.list({ model_version: model.version, limit: historyRows - 1 }),
  );
  // Drawing takes a library that nothing else here needs.
  const { monitorPage } = await import("../lib/report/monitor_page.ts");
  writeFileAtomic(html, await monitorPage({ report, distributions, history: [row, ...past] }));
  const jsonFile = html.replace(/(\.html?)?$/, ".json");
  writeFileAtomic(jsonFile, toJson(report));
  // Last, so that a report that was not written is no part of the history.
  await inHistory(undefined, (reports) => reports.append(row));
  log.info({ html, json: jsonFile, verdict: report.dataset.verdict }, "monitored");
  if (historyFault !== undefined) log.warn({ reason: historyFault }, "history not kept");
  if (json) print(toJson(report).trimEnd());
  else {
    print(`${monitorText(report).trimEnd()}\n\npage       ${html}\njson       ${jsonFile}`);
    if (historyFault !== undefined) print(`history    not kept: ${historyFault}`);
  }
  if (failOnDrift && report.dataset.verdict === "alarm") return negativeExitCode;
});
