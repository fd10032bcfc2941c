import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createLog } from "../../lib/log.ts";
import type { MonitorReport } from "../../lib/contracts/monitor_report.ts";
import { createAlertWebhook, signatureOf } from "../../server/alert_webhook.ts";
import { sampleMonitorPage } from "../support/sample_monitor_report.ts";

const alarm = sampleMonitorPage({ rows: 400 }).report;
const calm: MonitorReport = { ...alarm, dataset: { ...alarm.dataset, verdict: "ok", findings: [] } };

/** What a receiver was sent. */
interface Sent {
  path: string;
  headers: Headers;
  body: string;
}

/** A receiver on loopback that gives each request the next of some answers, and the last one ever after. */
function startReceiver(answers: readonly (Response | number)[]) {
  const sent: Sent[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    sent.push({ path: pathname + search, headers: request.headers, body: await request.text() });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    return typeof answer === "number" ? new Response(null, { status: answer }) : answer.clone();
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { sent, url, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A webhook that notes its pauses rather than waiting, and its log. */
function startWebhook(url: string, secret?: string) {
  const pauses: number[] = [], lines: string[] = [];
  const webhook = createAlertWebhook({
    url,
    secret,
    log: createLog({ write: (line) => lines.push(line), now: () => 0 }),
    now: () => Date.parse("2026-03-10T12:00:01.500Z"),
    wait: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
  return { webhook, pauses, lines };
}

Deno.test("an alert says what has turned, and its signature is the Standard Webhooks' one", async () => {
  await using receiver = startReceiver([204]);
  // The secret of the specification's own example.
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const { webhook, pauses, lines } = startWebhook(`${receiver.url}/hook?token=hunter2`, secret);
  await webhook.send("019cd8ce-0000-7000-8000-000000000001", alarm);

  equal(receiver.sent.length, 1);
  const [{ path, headers, body }] = receiver.sent;
  equal(path, "/hook?token=hunter2");
  equal(headers.get("content-type"), "application/json");
  equal(headers.get("webhook-id"), "019cd8ce-0000-7000-8000-000000000001");
  equal(headers.get("webhook-timestamp"), "1773144001");
  const key = Uint8Array.from(atob("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), (c) => c.charCodeAt(0));
  const signed = `019cd8ce-0000-7000-8000-000000000001.1773144001.${body}`;
  equal(
    headers.get("webhook-signature"),
    `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
  );
  const { type, timestamp, data } = JSON.parse(body);
  equal(type, "faultline.drift.alarm");
  equal(timestamp, "2026-03-10T12:00:01.500Z");
  equal(data.verdict, "alarm");
  deepEqual(data.model, alarm.model);
  deepEqual(data.findings, alarm.dataset.findings.filter((finding) => finding.alarm));
  ok(data.findings.length > 0);
  deepEqual(pauses, []);
  ok(!lines.join("").includes("hunter2"), "the address may hold a secret");
  match(lines.join(""), new RegExp(`"origin":"${receiver.url}"`));
});

Deno.test("the specification's example of a signature comes out", () => {
  // From the Standard Webhooks' reference libraries: the same secret, id, time and body.
  const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
  equal(
    signatureOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", content),
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

Deno.test("a secret that is plain text signs with its bytes, and without one nothing is signed", async () => {
  await using receiver = startReceiver([200]);
  await startWebhook(receiver.url, "plain wörds").webhook.send("a", calm);
  await startWebhook(receiver.url).webhook.send("b", calm);
  const [signed, bare] = receiver.sent;
  const expected = createHmac("sha256", new TextEncoder().encode("plain wörds"))
    .update(`a.1773144001.${signed.body}`).digest("base64");
  equal(signed.headers.get("webhook-signature"), `v1,${expected}`);
  equal(bare.headers.get("webhook-signature"), null);
  equal(JSON.parse(bare.body).type, "faultline.drift.ok");
});

Deno.test("a receiver that is busy or broken is asked again with the same id, at growing distances", async () => {
  await using receiver = startReceiver([500, 429, 200]);
  const { webhook, pauses, lines } = startWebhook(receiver.url, "s");
  await webhook.send("one", alarm);
  equal(receiver.sent.length, 3);
  deepEqual(new Set(receiver.sent.map(({ headers }) => headers.get("webhook-id"))), new Set(["one"]));
  deepEqual(new Set(receiver.sent.map(({ body }) => body)).size, 1);
  deepEqual(pauses, [1_000, 5_000]);
  match(lines.at(-1)!, /"msg":"alert sent"/);
});

Deno.test("after five tries it is given up, and an answer that says no is final", async () => {
  await using broken = startReceiver([503]);
  const tried = startWebhook(broken.url);
  await tried.webhook.send("one", alarm);
  equal(broken.sent.length, 5);
  deepEqual(tried.pauses, [1_000, 5_000, 30_000, 120_000]);
  match(tried.lines.at(-1)!, /"level":"error".*an alert was given up/);

  for (const status of [400, 401, 404, 410]) {
    await using receiver = startReceiver([status]);
    const refused = startWebhook(receiver.url);
    await refused.webhook.send("one", alarm);
    equal(receiver.sent.length, 1, `${status}`);
    match(refused.lines.at(-1)!, /an alert was given up/);
  }
});

Deno.test("an answer that leads elsewhere is not followed", async () => {
  await using elsewhere = startReceiver([200]);
  await using receiver = startReceiver([
    new Response(null, { status: 307, headers: { location: elsewhere.url } }),
  ]);
  await startWebhook(receiver.url, "s").webhook.send("one", alarm);
  equal(receiver.sent.length, 1);
  equal(elsewhere.sent.length, 0);
});

Deno.test("where nobody listens it is tried again, and the log names no more than the origin", async () => {
  const receiver = startReceiver([200]);
  await receiver[Symbol.asyncDispose]();
  const { webhook, pauses, lines } = startWebhook(`${receiver.url}/hunter2`);
  await webhook.send("one", alarm);
  equal(pauses.length, 4);
  equal(lines.length, 6);
  match(lines[0], /"reason":"[^"]*refused/i, "why nobody answered");
  ok(!lines.join("").includes("hunter2"), lines.join(""));
});

Deno.test("alerts arrive in the order in which the verdict turned", async () => {
  await using receiver = startReceiver([500, 500, 200]);
  const { webhook } = startWebhook(receiver.url);
  await Promise.all([webhook.send("first", alarm), webhook.send("second", calm)]);
  deepEqual(receiver.sent.map(({ headers }) => headers.get("webhook-id")), [
    "first",
    "first",
    "first",
    "second",
  ]);
});

Deno.test("closing ends a wait at once, and what waits behind it is not sent", async () => {
  await using receiver = startReceiver([500]);
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
  const webhook = createAlertWebhook({ url: receiver.url, secret: undefined, log, now: Date.now });
  const began = performance.now();
  const sending = Promise.all([webhook.send("one", alarm), webhook.send("two", calm)]);
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  webhook.close();
  await sending;
  ok(performance.now() - began < 900, "the first pause alone takes a second");
  equal(receiver.sent.length, 1);
});
