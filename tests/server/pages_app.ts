import { parseHTML } from "linkedom";
import { v7 } from "uuid";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { Reading } from "../../lib/contracts/reading.ts";
import { answer } from "../../server/answer.ts";
import { type ApiApp, type ApiAppOptions, startApi } from "./api_app.ts";

/** A clock that stands still, so that pages say the same however long a test takes. */
export const noon = Date.parse("2026-03-10T12:00:00Z");
export const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/** The app, with what a browser without scripts can do. */
export interface PagesApp extends ApiApp {
  /** Asks for a page and parses it; its status is checked. */
  page(path: string, status?: number): Promise<Document>;
  /** Sends a form as a browser does, and returns the answer, not followed. */
  send(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Keeps what the model says of a reading, made at a time. */
  keep(reading: Reading, at: number): Promise<StoredPrediction>;
}

/** What a browser asks with. */
export const browser = { accept: "text/html,application/xhtml+xml" };

/** Starts the app at noon: `await using pages = await startPages()`. */
export async function startPages(options: ApiAppOptions = {}): Promise<PagesApp> {
  const api = await startApi({ ...options, deps: { now: () => noon, ...options.deps } });
  let sequence = 0;
  return Object.assign(api, {
    async page(path: string, status = 200) {
      const response = await api.app.request(path, { headers: browser });
      const text = await response.text();
      if (response.status !== status) throw new Error(`${path} answers ${response.status}\n${text}`);
      return parse(text);
    },
    async send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
      return await api.app.request(path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { ...browser, "sec-fetch-site": "same-origin", ...headers },
      });
    },
    async keep(reading: Reading, at: number) {
      const newId = () => v7({ msecs: at, seq: sequence++ });
      const prediction = answer(api.deps.served.current(), reading, { newId, requestId: null });
      await api.deps.predictions.append([prediction]);
      return prediction;
    },
  });
}

/** A page as its document. */
export function parse(text: string): Document {
  return parseHTML(text).document as unknown as Document;
}

/** An element's text, white space as a browser shows it. */
export function textOf(element: Element | null | undefined): string {
  return element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

/** A reading that the small model calls healthy, and one that it calls failing. */
export const healthy: Reading = {
  machine_id: "press-1",
  type: "M",
  air_temperature_k: 300,
  process_temperature_k: 310,
  rotational_speed_rpm: 1550,
  torque_nm: 38,
  tool_wear_min: 60,
};
export const failing: Reading = {
  ...healthy,
  type: "L",
  rotational_speed_rpm: 1330,
  torque_nm: 64,
  tool_wear_min: 215,
};
