import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { encodeModel, modelVersion } from "../../../lib/model/model_file.ts";
import { makeReport } from "../../../lib/monitor/make_report.ts";
import type { MonitorJob } from "../../../lib/monitor/monitor_messages.ts";
import { createReportThread } from "../../../lib/monitor/report_thread.ts";
import { openSqlitePredictionStore } from "../../../lib/prediction_log/sqlite_prediction_store.ts";
import { databaseOfVersion1 } from "../../prediction_log/database_of_version_1.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";
import { paramsWith, smallModel } from "../model/sample_model.ts";

const { drift, monitor } = paramsWith();
const now = Date.parse("2026-03-10T12:00:00Z");
const [first, second] = ["019cd7e3-3c00-7000-8000-000000000001", "019cd7e3-3c00-7000-8000-000000000002"];

/** A job on a model by hand without a reference, and a log of this folder. */
async function jobIn(folder: TempFolder, change: Partial<MonitorJob> = {}): Promise<MonitorJob> {
  const bytes = encodeModel(smallModel());
  await Deno.writeFile(folder.file("model.safetensors"), bytes);
  return {
    databaseUrl: `sqlite:${folder.file("faultline.db")}`,
    env: {},
    modelFolder: folder.path,
    modelVersion: modelVersion(bytes),
    params: { drift, monitor },
    since: now - 3_600_000,
    until: now + 1,
    now,
    refused: null,
    restMs: 0,
    ...change,
  };
}

/** An empty log of this version in the folder. */
async function startLog(folder: TempFolder): Promise<void> {
  await openSqlitePredictionStore({ path: folder.file("faultline.db") }).close();
}

Deno.test("a report with a row's id is kept, one without is not, and both come with the history", async () => {
  await using folder = await tempFolder();
  await startLog(folder);
  const made = await makeReport(await jobIn(folder, { rowId: first }));
  equal(made.historyFault, null);
  deepEqual(made.history.map(({ id }) => id), [first]);
  equal(made.history[0].verdict, made.report.dataset.verdict);
  match(made.body, /^\s*</);
  await makeReport(await jobIn(folder, { rowId: second }));
  const looked = await makeReport(await jobIn(folder));
  deepEqual(looked.history.map(({ id }) => id), [second, first], "newest first");
  deepEqual(looked.history[1], made.history[0], "what was given is what is kept");
});

Deno.test("before there is a log there are no predictions and no past, and neither is a fault", async () => {
  await using folder = await tempFolder();
  const { report, history, historyFault } = await makeReport(await jobIn(folder, { rowId: first }));
  equal(report.dataset.verdict, "insufficient_data");
  equal(report.window.stored, 0);
  deepEqual({ history, historyFault }, { history: [], historyFault: null });
  deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["model.safetensors"]);
});

Deno.test("a history that cannot be written is told, keeps nobody from the report, and is read all the same", async () => {
  await using folder = await tempFolder();
  await startLog(folder);
  await makeReport(await jobIn(folder, { rowId: first }));
  const database = new DatabaseSync(folder.file("faultline.db"));
  database.exec(
    "CREATE TRIGGER full BEFORE INSERT ON drift_reports BEGIN SELECT RAISE(ABORT, 'no room'); END",
  );
  database.close();
  const { report, history, historyFault } = await makeReport(await jobIn(folder, { rowId: second }));
  equal(report.dataset.verdict, "insufficient_data");
  match(historyFault!, /no room/);
  deepEqual(history.map(({ id }) => id), [first]);
});

Deno.test("a log that an older Faultline wrote is reported on, and has no history yet", async () => {
  await using folder = await tempFolder();
  databaseOfVersion1(folder.file("faultline.db"));
  const { history, historyFault } = await makeReport(await jobIn(folder, { rowId: first }));
  deepEqual(history, []);
  ok(historyFault !== null);
});

Deno.test("another model than the one that is meant is refused, on a thread of its own as well", async () => {
  await using folder = await tempFolder();
  const job = await jobIn(folder, { modelVersion: "000000000000" });
  const refusal = { name: "FaultlineError", code: "MODEL_NOT_FOUND", message: /000000000000/ };
  await rejects(makeReport(job), refusal);
  const thread = createReportThread();
  await rejects(thread.run(job), refusal);
  thread.close();
});

Deno.test("a thread makes the same report, and the next one; one that is given up rejects at once", async () => {
  await using folder = await tempFolder();
  await startLog(folder);
  const job = await jobIn(folder), expected = await makeReport(job);
  const thread = createReportThread();
  deepEqual(await thread.run(job), expected);
  deepEqual(await thread.run(job), expected);

  const controller = new AbortController();
  const given = rejects(thread.run(job, controller.signal), {
    code: "LOG_UNAVAILABLE",
    message: "no report was made: it was given up",
  });
  controller.abort();
  await given;
  await rejects(thread.run(job, AbortSignal.abort()), { code: "LOG_UNAVAILABLE" });
  deepEqual(await thread.run(job), expected, "another thread has taken its place");
  thread.close();
});

Deno.test("a thread that has nothing to do for a while is gone, and comes back when it is asked", async () => {
  await using folder = await tempFolder();
  await startLog(folder);
  const job = await jobIn(folder);
  const thread = createReportThread({ idleMs: 1 });
  const { report } = await thread.run(job);
  await new Promise((resolve) => setTimeout(resolve, 50));
  deepEqual((await thread.run(job)).report, report);
  // What is left would be told by the test runner: a thread is closed with its timer.
  await new Promise((resolve) => setTimeout(resolve, 50));
});
