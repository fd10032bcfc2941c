import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import type { MonitorReport } from "../lib/contracts/monitor_report.ts";
import type { Log } from "../lib/log.ts";

/** Where alerts go. */
export interface AlertWebhookOptions {
  /** May hold a secret: no more of it than its origin is ever shown. */
  url: string;
  /** Signs what is sent: `whsec_` and base64, or any text. Undefined: nothing is signed. */
  secret: string | undefined;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Waits so many milliseconds (default: a timer); rejects when the signal aborts. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Sends alerts. */
export interface AlertWebhook {
  /**
   * Sends that the verdict has turned; fulfilled when it was taken, or given up. Never rejects. One that is sent while
   * another is under way waits for it: they arrive in order.
   */
  send(id: string, report: MonitorReport): Promise<void>;
  /** Gives up what is under way. */
  close(): void;
}

/** Milliseconds before each further try. */
const pauses = [1_000, 5_000, 30_000, 120_000];
const answerMs = 10_000;

/**
 * Sends alerts as Standard Webhooks (standardwebhooks.com) describes: JSON with `type`, `timestamp` and `data`, and
 * headers `webhook-id`, `webhook-timestamp` and `webhook-signature`, an HMAC-SHA256 of `ID.TIMESTAMP.BODY`. The id stays
 * the same from try to try, so that a receiver can tell a repetition. Five tries, on errors of the network, 429 and 5xx;
 * any other answer is final.
 */
export function createAlertWebhook(options: AlertWebhookOptions): AlertWebhook {
  const { url, secret, log, now, wait = (ms, signal) => timer(ms, undefined, { signal }) } = options;
  const stop = new AbortController();
  const origin = new URL(url).origin;
  let turn: Promise<void> = Promise.resolve();

  async function attempt(id: string, body: string): Promise<"taken" | "refused" | "again"> {
    const timestamp = String(Math.floor(now() / 1000));
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "user-agent": "faultline",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
    };
    if (secret !== undefined) {
      headers["webhook-signature"] = signatureOf(secret, `${id}.${timestamp}.${body}`);
    }
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(answerMs)]);
      // An answer that leads elsewhere would take the signature along.
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
      await response.body?.cancel();
      if (response.ok) return "taken";
      log.warn({ origin, status: response.status }, "an alert was not taken");
      return response.status === 429 || response.status >= 500 ? "again" : "refused";
    } catch (error) {
      if (!stop.signal.aborted) {
        log.warn({ origin, reason: reasonOf(error as Error) }, "an alert was not heard");
      }
      return "again";
    }
  }

  async function deliver(id: string, body: string, verdict: string): Promise<void> {
    for (const pause of [...pauses, undefined]) {
      if (stop.signal.aborted) break;
      const result = await attempt(id, body);
      if (result === "taken") return log.info({ origin, verdict }, "alert sent");
      if (result === "refused" || pause === undefined) break;
      await wait(pause, stop.signal).catch(() => {});
    }
    log.error({ origin, verdict }, "an alert was given up");
  }

  return {
    send(id, report) {
      const body = JSON.stringify(alertOf(report, now()));
      return turn = turn.then(() => deliver(id, body, report.dataset.verdict));
    },
    close: () => stop.abort(),
  };
}

/** What is sent: the verdict, and the findings that make it. */
function alertOf({ model, window, dataset, made_at }: MonitorReport, now: number) {
  return {
    type: dataset.verdict === "alarm" ? "faultline.drift.alarm" : "faultline.drift.ok",
    timestamp: new Date(now).toISOString(),
    data: {
      verdict: dataset.verdict,
      made_at,
      model,
      window: { since: window.since, until: window.until, predictions: window.read },
      findings: dataset.findings.filter(({ alarm }) => alarm),
    },
  };
}

/** The signature's header: version 1, base64. */
export function signatureOf(secret: string, content: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}

/** Why nobody answered. A failed fetch names the whole address, in brackets, before it says so. */
function reasonOf({ name, cause }: Error): string {
  const why = cause instanceof Error ? /\): (.+)$/s.exec(cause.message)?.[1] : undefined;
  return why ?? name;
}
