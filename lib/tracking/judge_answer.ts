import { FaultlineError } from "../errors.ts";
import type { HttpExchange } from "./http_exchange.ts";
import type { Refusal } from "./refusal.ts";

/** What an answer's body is read as; with `nothing` it may be anything. */
export type AnswerBody = "json" | "bytes" | "nothing";

/** An answer's value, or why to ask again and after how long at least. */
export type Judgement =
  | { kind: "value"; value: unknown }
  | { kind: "again"; why: string; waitMs: number; refusal?: Refusal };

/** What messages need. */
export interface JudgeAnswerOptions {
  uri: string;
  /** Takes secrets out of what the server says. */
  hide: (text: string) => string;
}

/**
 * Says what to make of an answer.
 *
 * @throws {FaultlineError} `TRACKING_REFUSED` for an answer that will be no other the next time.
 */
export function judgeAnswer(
  exchange: HttpExchange,
  body: AnswerBody,
  options: JudgeAnswerOptions,
): Judgement {
  if (exchange.kind === "no answer") return { kind: "again", why: options.hide(exchange.why), waitMs: 0 };
  const { status, headers, bytes } = exchange;
  if (status >= 200 && status < 300) {
    return body === "json" ? judgeJson(exchange, options) : { kind: "value", value: bytes };
  }
  const text = new TextDecoder().decode(bytes.subarray(0, 20_000));
  const refusal = readRefusal(status, text, options.hide);
  if (mayPass(status, text)) {
    return { kind: "again", why: saying(refusal), waitMs: retryAfterMs(headers), refusal };
  }
  throw refused(refusal, headers, options);
}

function judgeJson(
  { headers, bytes, status }: HttpExchange & { kind: "answer" },
  options: JudgeAnswerOptions,
): Judgement {
  const text = new TextDecoder().decode(bytes);
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch {
    if (headers.get("content-type")?.includes("html")) {
      throw refused(
        { status, errorCode: null, message: "a web page instead of MLflow's JSON" },
        headers,
        options,
      );
    }
    return { kind: "again", why: "its answer was cut off or is not JSON", waitMs: 0 };
  }
}

/** A server without artifact serving says 503, and will say so for ever. */
function mayPass(status: number, text: string): boolean {
  if (status === 429 || status === 408) return true;
  return status >= 500 && status !== 501 && !(status === 503 && text.includes("--serve-artifacts"));
}

function readRefusal(status: number, text: string, hide: (text: string) => string): Refusal {
  try {
    const { error_code, message } = JSON.parse(text) as { error_code?: unknown; message?: unknown };
    return {
      status,
      errorCode: typeof error_code === "string" ? hide(error_code) : null,
      message: typeof message === "string" ? hide(message) : null,
    };
  } catch {
    return { status, errorCode: null, message: null };
  }
}

/** Seconds, or nothing: a date would need a clock. */
function retryAfterMs(headers: Headers): number {
  const seconds = Number(headers.get("retry-after") ?? "0");
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}

function saying({ status, errorCode, message }: Refusal): string {
  // Servers append whole SQL statements to their messages.
  const line = message?.split("\n")[0].slice(0, 300);
  return [String(status), errorCode, line].filter((part) => part).join(" ").replace(/[.\s]+$/, "");
}

function refused(refusal: Refusal, headers: Headers, { uri, hide }: JudgeAnswerOptions): FaultlineError {
  const place = headers.get("location");
  const whither = place ? `, and sends to ${hide(place)}` : "";
  return new FaultlineError(
    "TRACKING_REFUSED",
    `the tracking server ${uri} refused: ${saying(refusal)}${whither}`,
    { cause: refusal, hint: hintFor(refusal.status) },
  );
}

function hintFor(status: number): string | undefined {
  if (status === 401) {
    return "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to what it knows";
  }
  if (status === 403) {
    return "has the user the right to write there? a server of one's own may want --allowed-hosts";
  }
  if (status === 404 || status < 400) return "is MLFLOW_TRACKING_URI the address of an MLflow server?";
}
