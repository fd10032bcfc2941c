import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { DriftReportRow, MonitorReport } from "../../lib/contracts/monitor_report.ts";
import { FaultlineError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";
import type { MadeReport, MonitorJob } from "../../lib/monitor/monitor_messages.ts";
import { reportRow } from "../../lib/monitor/report_row.ts";
import { bundled } from "../../server/bundled.ts";
import { createMonitor, type MonitorOptions } from "../../server/monitor.ts";
import { Problem } from "../../server/problem.ts";
import { createRefusals } from "../../server/refusals.ts";
import type { ServedModel } from "../../server/served_models.ts";
import { readWatchParams } from "../../server/watch_params.ts";
import { sampleMonitorPage } from "../support/sample_monitor_report.ts";

type Verdict = MonitorReport["dataset"]["verdict"];

const sample = sampleMonitorPage({ rows: 400 }).report;
const params = await readWatchParams(bundled.params);
const day = 24 * 3_600_000;

/** A monitor whose reports are made by the test, with what it did. */
class Watch implements Disposable {
  /** Jobs that were begun. */
  readonly jobs: MonitorJob[] = [];
  /** Alerts that were sent. */
  readonly alerts: { id: string; verdict: Verdict }[] = [];
  readonly lines: string[] = [];
  /** Rows that are kept; a job with a row's id adds one. */
  history: DriftReportRow[] = [];
  version = "aaaaaaaaaaaa";
  time = Date.parse("2026-03-10T12:00:00Z");
  /** What the next reports say; the last one stands. An error is thrown; a promise is waited for. */
  verdicts: (Verdict | Error | Promise<Verdict>)[] = ["ok"];
  readonly monitor;

  constructor(options: Partial<MonitorOptions> = {}) {
    let ids = 0;
    this.monitor = createMonitor({
      run: (job) => this.run(job),
      job: { databaseUrl: "sqlite:nowhere.db", env: {} },
      params: () => Promise.resolve(params),
      served: { current: () => ({ path: `at/${this.version}`, version: this.version }) as ServedModel },
      refusals: createRefusals({ now: () => this.time }),
      everyMs: 0,
      webhook: {
        send: (id, { dataset: { verdict } }) => {
          this.alerts.push({ id, verdict });
          return Promise.resolve();
        },
        close: () => this.alerts.push({ id: "closed", verdict: "ok" }),
      },
      newId: () => `id ${++ids}`,
      now: () => this.time,
      log: createLog({ write: (line) => this.lines.push(line), now: () => 0 }),
      ...options,
    });
  }

  async run(job: MonitorJob): Promise<MadeReport> {
    this.jobs.push(job);
    const verdict = await (this.verdicts.length > 1 ? this.verdicts.shift()! : this.verdicts[0]);
    if (verdict instanceof Error) throw verdict;
    const report: MonitorReport = {
      ...sample,
      made_at: new Date(job.now).toISOString(),
      model: { name: "faultline", version: job.modelVersion },
      window: {
        ...sample.window,
        since: new Date(job.since).toISOString(),
        until: new Date(job.until).toISOString(),
      },
      dataset: { ...sample.dataset, verdict },
    };
    if (job.rowId) this.history.unshift(reportRow(report, job.rowId));
    return { report, body: "", history: [...this.history], historyFault: null };
  }

  /** Waits until so many jobs are done, as a server would that has nothing else to do. */
  async done(jobs: number): Promise<void> {
    for (let i = 0; this.jobs.length < jobs; i++) {
      ok(i < 500, `${this.jobs.length} of ${jobs} reports were made\n${this.lines.join("")}`);
      await wait(2);
    }
    await wait(0);
  }

  [Symbol.dispose]() {
    this.monitor.close();
  }
}

Deno.test("the usual window is a week up to now, with what was refused in it", async () => {
  const refusals = createRefusals({ now: () => 0 });
  using watch = new Watch({ refusals });
  refusals.refused([]);
  await watch.monitor.report({});
  const [{ since, until, now, modelFolder, modelVersion, method, rowId, refused }] = watch.jobs;
  equal(now, watch.time);
  equal(since, now - params.monitor.since_days * day);
  equal(until, now + 1, "what was predicted in this millisecond is in it");
  deepEqual([modelFolder, modelVersion], ["at/aaaaaaaaaaaa", "aaaaaaaaaaaa"]);
  deepEqual([method, rowId], [undefined, undefined], "who asks leaves no row behind");
  equal(refused?.readings, 0, "that was in 1970");

  await watch.monitor.report({ since: 5, asked: "5", method: "psi" });
  equal(watch.jobs[1].since, 5);
  equal(watch.jobs[1].method, "psi");
  equal(watch.jobs[1].refused?.readings, 1);
});

Deno.test("equal questions share a report while it is made and for a minute, others do not", async () => {
  using watch = new Watch();
  const [first, second] = await Promise.all([watch.monitor.report({}), watch.monitor.report({})]);
  equal(first, second);
  watch.time += 59_999;
  equal(await watch.monitor.report({}), first);
  equal(watch.jobs.length, 1);
  await watch.monitor.report({ method: "psi" });
  await watch.monitor.report({ since: watch.time - day, asked: "1d" });
  watch.time += 1_000;
  // The moment that `1d` means has moved on; the words have not.
  await watch.monitor.report({ since: watch.time - day, asked: "1d" });
  equal(watch.jobs.length, 3);
  await watch.monitor.report({});
  equal(watch.jobs.length, 4, "a minute is over");
  watch.version = "bbbbbbbbbbbb";
  await watch.monitor.report({});
  equal(watch.jobs.at(-1)!.modelVersion, "bbbbbbbbbbbb");
});

Deno.test("a report that takes longer than a minute is still shared, and fresh once it is there", async () => {
  using watch = new Watch();
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  watch.verdicts = [promise];
  const first = watch.monitor.report({});
  await watch.done(1);
  watch.time += 5 * 60_000;
  const second = watch.monitor.report({});
  resolve("ok");
  equal(await first, await second);
  watch.time += 59_000;
  equal(await watch.monitor.report({}), await first);
  equal(watch.jobs.length, 1);
});

Deno.test("reports are made one at a time, and when too many wait, who asks is told to come back", async () => {
  using watch = new Watch();
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  watch.verdicts = [promise];
  const asked = Array.from({ length: 8 }, (_, i) => watch.monitor.report({ since: i, asked: `${i}` }));
  await watch.done(1);
  await wait(5);
  equal(watch.jobs.length, 1);
  await rejects(watch.monitor.report({ since: 9, asked: "9" }), (error) => {
    ok(error instanceof Problem);
    equal(error.code, "RATE_LIMITED");
    match(error.headers["retry-after"], /^\d+$/);
    return true;
  });
  const again = watch.monitor.report({ since: 3, asked: "3" });
  resolve("ok");
  await Promise.all([...asked, again]);
  deepEqual(watch.jobs.map(({ since }) => since), [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("a report that fails is not given again, and holds up no other", async () => {
  using watch = new Watch();
  watch.verdicts = [new FaultlineError("LOG_UNAVAILABLE", "the database is away"), "ok"];
  await rejects(watch.monitor.report({}), { code: "LOG_UNAVAILABLE" });
  equal(watch.monitor.latest(), undefined);
  const made = await watch.monitor.report({});
  equal(watch.monitor.latest(), made);
  await watch.monitor.report({ method: "psi" });
  equal(watch.monitor.latest(), made, "another question's answer is not the usual one");
});

Deno.test("a schedule makes reports and keeps them; one that fails is logged, and the one before it stays", async () => {
  using watch = new Watch({ everyMs: 5, firstMs: 1 });
  watch.verdicts = ["ok", new Error("the database is away"), "ok"];
  await watch.done(2);
  const [first] = watch.jobs;
  equal(first.rowId, "id 1");
  match(watch.lines.join(""), /"level":"warn".*the database is away.*no drift report was made/);
  ok(watch.monitor.latest() !== undefined);
  await watch.done(4);
  equal(watch.history.length >= 2, true);
  equal(watch.lines.length, 1);
});

Deno.test("the first report waits for a while after the start, and without a schedule there is none", async () => {
  using late = new Watch({ everyMs: 3_600_000 });
  using none = new Watch({ everyMs: 0 });
  none.monitor.modelSwapped();
  await wait(50);
  equal(late.jobs.length, 0);
  equal(none.jobs.length, 0);
});

Deno.test("an alert is sent when the verdict turns, and only then; too little data turns nothing", async () => {
  using watch = new Watch({ everyMs: 2, firstMs: 1 });
  watch.verdicts = [
    ...["insufficient_data", "ok", "ok", "alarm", "alarm", "insufficient_data", "alarm", "ok", "ok"] as const,
    ...["insufficient_data", "alarm"] as const,
  ];
  await watch.done(14);
  deepEqual(watch.alerts.map(({ verdict }) => verdict), ["alarm", "ok", "alarm"]);
  deepEqual(
    watch.alerts.map(({ id }) => id),
    ["id 4", "id 8", "id 11"],
    "the ids of the reports that turned it",
  );
  equal(watch.lines.filter((line) => line.includes("the drift verdict has turned")).length, 3);
});

Deno.test("a first verdict that is an alarm is told; a report that somebody asks for tells nobody", async () => {
  using asked = new Watch();
  asked.verdicts = ["alarm"];
  await asked.monitor.report({});
  deepEqual(asked.alerts, []);

  using scheduled = new Watch({ everyMs: 2, firstMs: 1 });
  scheduled.verdicts = ["alarm"];
  await scheduled.done(3);
  equal(scheduled.alerts.length, 1);
});

Deno.test("after a restart the history says what was told before", async () => {
  const rowOf = (verdict: Verdict, id: string, days = params.monitor.since_days): DriftReportRow => {
    const until = Date.parse("2026-03-09T00:00:00Z");
    const since = new Date(until - days * day).toISOString();
    return { ...reportRow(sample, id), verdict, since, until: new Date(until + 1).toISOString() };
  };
  const cases: [DriftReportRow[], Verdict, Verdict[]][] = [
    [[rowOf("alarm", "a")], "alarm", []],
    [[rowOf("alarm", "a")], "ok", ["ok"]],
    [[rowOf("ok", "b"), rowOf("alarm", "a")], "alarm", ["alarm"]],
    [[rowOf("insufficient_data", "b"), rowOf("alarm", "a")], "alarm", []],
    // Somebody looked at an hour by hand: that was no alert.
    [[rowOf("alarm", "b", 1 / 24), rowOf("ok", "a")], "alarm", ["alarm"]],
    [[], "ok", []],
  ];
  for (const [history, verdict, expected] of cases) {
    using watch = new Watch({ everyMs: 2, firstMs: 1 });
    watch.history = history;
    watch.verdicts = [verdict];
    await watch.done(3);
    deepEqual(
      watch.alerts.map((alert) => alert.verdict),
      expected,
      JSON.stringify(history.map((r) => r.verdict)),
    );
  }
});

Deno.test("after a swap the old model's report is not shown, and the new one's is made soon", async () => {
  using watch = new Watch({ everyMs: 3_600_000, firstMs: 20 });
  await watch.done(1);
  equal(watch.monitor.latest()?.report.model.version, "aaaaaaaaaaaa");
  watch.version = "bbbbbbbbbbbb";
  equal(watch.monitor.latest(), undefined);
  watch.monitor.modelSwapped();
  await watch.done(2);
  equal(watch.monitor.latest()?.report.model.version, "bbbbbbbbbbbb");
});

Deno.test("a swap while a scheduled report is made is followed by another", async () => {
  using watch = new Watch({ everyMs: 3_600_000, firstMs: 5 });
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  watch.verdicts = [promise, "ok"];
  await watch.done(1);
  watch.version = "bbbbbbbbbbbb";
  watch.monitor.modelSwapped();
  await wait(15);
  equal(watch.jobs.length, 1, "one at a time");
  resolve("ok");
  await watch.done(2);
  equal(watch.monitor.latest()?.report.model.version, "bbbbbbbbbbbb");
});

Deno.test("closing ends the schedule, gives up what is under way, and closes the webhook, without a word", async () => {
  let given: AbortSignal | undefined;
  const watch = new Watch({
    everyMs: 2,
    firstMs: 1,
    run: (_job, signal) => {
      given = signal;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  while (!given) await wait(1);
  watch.monitor.close();
  await wait(10);
  equal(given.aborted, true);
  deepEqual(watch.alerts.map(({ id }) => id), ["closed"]);
  deepEqual(watch.lines, []);
});
