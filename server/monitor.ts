import type { Log } from "../lib/log.ts";
import type { MadeReport, MonitorJob } from "../lib/monitor/monitor_messages.ts";
import type { AlertWebhook } from "./alert_webhook.ts";
import { Problem } from "./problem.ts";
import type { Refusals } from "./refusals.ts";
import type { ServedModels } from "./served_models.ts";

/** What is asked of the stored predictions. */
export interface MonitorQuestion {
  /** The window's begin, in milliseconds since the epoch; undefined for the usual window. */
  since?: number;
  /** How the caller said so: questions that read the same share an answer for a while. */
  asked?: string;
  /** A drift test for every column. */
  method?: string;
}

/** Watches the stored predictions. */
export interface Monitor {
  /** The newest report of the usual window on the model that is served; undefined until the first is made. */
  latest(): MadeReport | undefined;
  /**
   * A report on a window, made now or within the last minute. One is made at a time; equal questions share one.
   *
   * @throws {FaultlineError} As `makeReport`.
   * @throws {Problem} `RATE_LIMITED` when too many different reports are asked for at once.
   */
  report(question: MonitorQuestion): Promise<MadeReport>;
  /** Another model is served: its first scheduled report is made soon. */
  modelSwapped(): void;
  /** Ends the schedule and what is under way. */
  close(): void;
}

export interface MonitorOptions {
  /** Makes a report. */
  run: (job: MonitorJob, signal: AbortSignal) => Promise<MadeReport>;
  /** What every job has in common. */
  job: Pick<MonitorJob, "databaseUrl" | "env">;
  /** Read when the first report is made. */
  params: () => Promise<MonitorJob["params"]>;
  served: Pick<ServedModels, "current">;
  refusals: Refusals;
  /** Milliseconds from one scheduled report to the next; 0 for none. */
  everyMs: number;
  /** Milliseconds to the first (default 10,000, or `everyMs` if that is less). */
  firstMs?: number;
  webhook?: AlertWebhook;
  newId: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
}

const dayMs = 24 * 3_600_000;
/** Milliseconds for which an answer is given again. */
const freshMs = 60_000;
/** Answers that are kept, and questions that may wait. */
const mostKept = 8, mostWaiting = 8;
/** Milliseconds of rest after each question to the log. */
const restMs = 4;

/** An answer, and until when it is given again; without a time while it is being made. */
interface Kept {
  answer: Promise<MadeReport>;
  until?: number;
}

/**
 * Makes reports, one at a time, and on a schedule; tells when the verdict of the scheduled ones turns. A report that
 * cannot be made is logged, and the one before it stays.
 */
export function createMonitor(options: MonitorOptions): Monitor {
  const { run, job, params, served, refusals, everyMs, webhook, newId, now, log } = options;
  const { firstMs = Math.min(10_000, everyMs) } = options;
  const stop = new AbortController();
  const kept = new Map<string, Kept>();
  let latest: MadeReport | undefined;
  /** The last verdict that says anything; undefined until a report has been made. */
  let state: "ok" | "alarm" | undefined;
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isScheduledRunning = false, wasSwapped = false;

  async function makeNow({ since, method }: MonitorQuestion, rowId?: string): Promise<MadeReport> {
    const watched = await params();
    const { path, version } = served.current();
    const time = now(), begin = since ?? time - watched.monitor.since_days * dayMs;
    // What was predicted in this millisecond is part of the window.
    const window = { since: begin, until: time + 1, now: time, refused: refusals.since(begin) };
    const made = await run(
      {
        ...job,
        ...window,
        ...{ params: watched, method, rowId, restMs },
        ...{ modelFolder: path, modelVersion: version },
      },
      stop.signal,
    );
    if (since === undefined && method === undefined) latest = made;
    return made;
  }

  function make(question: MonitorQuestion, rowId?: string): Promise<MadeReport> {
    waiting++;
    const answer = turn.then(() => makeNow(question, rowId)).finally(() => waiting--);
    turn = answer.catch(() => {});
    for (const [key, { until }] of kept) if (until !== undefined && until <= now()) kept.delete(key);
    const key = keyOf(question), entry: Kept = { answer };
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    answer.then(
      () => entry.until = now() + freshMs,
      // A failure is no answer to give again.
      () => kept.get(key) === entry && kept.delete(key),
    );
    return answer;
  }

  const keyOf = ({ asked = "", method = "" }: MonitorQuestion) =>
    `${served.current().version} ${asked} ${method}`;

  function schedule(ms: number): void {
    clearTimeout(timer);
    if (!stop.signal.aborted) timer = setTimeout(makeScheduled, ms);
  }

  async function makeScheduled(): Promise<void> {
    isScheduledRunning = true;
    wasSwapped = false;
    try {
      const id = newId();
      const made = await make({}, id);
      if (made.historyFault !== null) {
        log.warn({ reason: made.historyFault }, "the drift report was not kept in the history");
      }
      noteVerdict(made, id);
    } catch (error) {
      if (!stop.signal.aborted) log.warn({ reason: (error as Error).message }, "no drift report was made");
    }
    isScheduledRunning = false;
    schedule(wasSwapped ? firstMs : everyMs);
  }

  function noteVerdict(made: MadeReport, id: string): void {
    const { verdict, findings } = made.report.dataset;
    if (verdict === "insufficient_data") return;
    // After a restart, what was said before it counts.
    const before = state ?? verdictBefore(made, id) ?? "ok";
    state = verdict;
    if (verdict === before) return;
    const alarms = findings.filter(({ alarm }) => alarm).map(({ code }) => code);
    log[verdict === "alarm" ? "warn" : "info"](
      { verdict, alarms: [...new Set(alarms)] },
      "the drift verdict has turned",
    );
    // The next report need not wait until somebody has heard.
    void webhook?.send(id, made.report);
  }

  if (everyMs > 0) schedule(firstMs);
  return {
    latest: () => latest?.report.model.version === served.current().version ? latest : undefined,
    report(question) {
      const known = kept.get(keyOf(question));
      if (known && (known.until === undefined || now() < known.until)) return known.answer;
      if (waiting < mostWaiting) return make(question);
      return Promise.reject(
        new Problem("RATE_LIMITED", "other reports are being made; try again soon", {
          headers: { "retry-after": "5" },
        }),
      );
    },
    modelSwapped() {
      wasSwapped = true;
      if (everyMs > 0 && !isScheduledRunning) schedule(firstMs);
    },
    close() {
      clearTimeout(timer);
      stop.abort();
      webhook?.close();
    },
  };
}

/** The newest verdict in the history that says anything, but for a report's own; of windows as long as its own. */
function verdictBefore({ report, history }: MadeReport, id: string): "ok" | "alarm" | undefined {
  const spanOf = ({ since, until }: { since: string; until: string }) =>
    Date.parse(until) - Date.parse(since);
  for (const row of history) {
    if (row.id === id || row.verdict === "insufficient_data") continue;
    if (spanOf(row) === spanOf(report.window)) return row.verdict;
  }
}
