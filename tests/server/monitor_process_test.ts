import { createHmac } from "node:crypto";
import { Buffer } from "node:buffer";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { monitorReportSchema } from "../../lib/contracts/monitor_report.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { copyProject } from "../support/run_task.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { readingAt } from "./api_app.ts";

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

/** A server of the project's source that makes a report every second. */
function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const command = [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"];
  return startServer({ command, cwd: project.path, env: { MONITOR_EVERY: "1s", ...env } });
}

/** Readings whose air temperature sensors all read 2 K too high. */
async function sendOffset({ url }: ServerProcess, rows: number): Promise<void> {
  const [table] = simulateReadings({ rows, seed: 8, drift: "sensor-offset", batchRows: rows });
  for (let row = 0; row < rows; row += 100) {
    const batch = Array.from({ length: 100 }, (_, i) => readingAt(table, row + i));
    const response = await fetch(`${url}/v1/predict/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(batch),
    });
    equal(response.status, 200);
    await response.body?.cancel();
  }
}

/** Somebody who is told of alerts. */
function receiver() {
  const heard: { path: string; headers: Headers; body: string }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    heard.push({ path: new URL(request.url).pathname, headers: request.headers, body: await request.text() });
    return new Response(null, { status: 204 });
  });
  const url = `http://127.0.0.1:${server.addr.port}/hooks/in-the-path`;
  return { heard, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** The rows of a history, whether its server runs or not. */
function historyOf(dataDir: string): { id: string; verdict: string; alarms: string }[] {
  const database = new DatabaseSync(project.file(`${dataDir}/faultline.db`), { readOnly: true });
  try {
    const rows = database.prepare("SELECT id, verdict, alarms FROM drift_reports ORDER BY id").all();
    return rows.map((row) => ({ ...row }) as { id: string; verdict: string; alarms: string });
  } finally {
    database.close();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: string, isSo: () => boolean | Promise<boolean>, log: () => string) {
  const end = performance.now() + 60_000;
  while (!await isSo()) {
    ok(performance.now() < end, `${what}: not within a minute\n${log()}`);
    await pause(50);
  }
}

async function metricsOf({ url }: ServerProcess): Promise<string[]> {
  const response = await fetch(`${url}/metrics`);
  equal(response.status, 200);
  return (await response.text()).split("\n");
}

Deno.test("sensors that read too high are an alarm that is told once, and not again after a restart", async () => {
  await using hook = receiver();
  const key = Buffer.from("a key of some 24 bytes, or more");
  const env = {
    DATA_DIR: "alarm",
    ALERT_WEBHOOK: hook.url,
    ALERT_WEBHOOK_SECRET: `whsec_${key.toString("base64")}`,
  };
  {
    await using server = await start(env);
    await sendOffset(server, 600);
    await until("an alert", () => hook.heard.length > 0, server.stderr);
    await until(
      "a gauge",
      async () => (await metricsOf(server)).includes("faultline_drift_alarm 1"),
      server.stderr,
    );
    const reports = historyOf("alarm").length;
    await until("two more reports", () => historyOf("alarm").length >= reports + 2, server.stderr);
    server.kill("SIGTERM");
    equal(await server.ended, 0, server.stderr());
    ok(!server.stderr().includes("in-the-path"), "what may be a secret of the address is not logged");
    ok(!server.stderr().includes(env.ALERT_WEBHOOK_SECRET.slice(6)));
    match(server.stderr(), /"verdict":"alarm","alarms":\["sensor_fault"/);
  }
  equal(hook.heard.length, 1);
  const [{ path, headers, body }] = hook.heard;
  equal(path, "/hooks/in-the-path");
  const id = headers.get("webhook-id"), time = headers.get("webhook-timestamp");
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  equal(headers.get("webhook-signature"), `v1,${signature}`);
  const alert = JSON.parse(body);
  equal(alert.type, "faultline.drift.alarm");
  const [{ code, message }] = alert.data.findings;
  equal(code, "sensor_fault");
  match(message, /air_temperature_k/);
  equal(historyOf("alarm").find(({ verdict }) => verdict === "alarm")!.id, id, "the report that turned it");

  const before = historyOf("alarm");
  await using again = await start(env);
  await until(
    "reports after the restart",
    () => historyOf("alarm").length >= before.length + 2,
    again.stderr,
  );
  equal(historyOf("alarm").at(-1)!.verdict, "alarm");
  deepEqual(JSON.parse(historyOf("alarm").at(-1)!.alarms), ["sensor_fault"]);
  equal(hook.heard.length, 1, "it was told before");
  again.kill("SIGTERM");
  equal(await again.ended, 0, again.stderr());
});

Deno.test("told to stop while a report is being made, it gives that up and ends at once with 0", async () => {
  await using server = await start({ DATA_DIR: "stop" });
  await sendOffset(server, 600);
  const asked = fetch(`${server.url}/v1/drift?since=2h`);
  await pause(50);
  const since = performance.now();
  server.kill("SIGTERM");
  const response = await asked;
  equal(response.status, 503, "it was under way");
  await response.body?.cancel();
  equal(await server.ended, 0, server.stderr());
  ok(performance.now() - since < 3_000);
  match(server.stderr(), /"msg":"stopped"/);
  ok(!/"msg":"no drift report was made"/.test(server.stderr()), "no fault of the monitor's");
});

Deno.test("without a schedule nothing is kept, and a report is made for who asks", async () => {
  await using server = await start({ DATA_DIR: "off", MONITOR_EVERY: "off" });
  await sendOffset(server, 600);
  await pause(1_500);
  const before = await metricsOf(server);
  deepEqual(before.filter((line) => /^faultline_(?:drift|performance)_/.test(line)), []);
  const response = await fetch(`${server.url}/v1/drift`);
  equal(response.status, 200);
  const report = monitorReportSchema.parse(await response.json());
  equal(report.dataset.verdict, "alarm");
  equal(report.window.read, 600);
  ok((await metricsOf(server)).includes("faultline_drift_alarm 1"));
  equal(historyOf("off").length, 0);
});
