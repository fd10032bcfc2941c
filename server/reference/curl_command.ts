/** What a request is made of. */
export interface CurlRequest {
  method: string;
  url: string;
  /** Whether a key is needed: it is taken from the shell's variable KEY. */
  key: boolean;
  contentType?: string;
  body?: string;
}

/**
 * A request as a person types it into a shell.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(
 *   curlCommand({ method: "get", url: "http://localhost:5000/healthz", key: false }),
 *   "curl http://localhost:5000/healthz",
 * );
 * ```
 */
export function curlCommand({ method, url, key, contentType, body }: CurlRequest): string {
  const parts = [`curl ${quoted(url)}`];
  if (method !== "get" && body === undefined) parts[0] = `curl -X ${method.toUpperCase()} ${quoted(url)}`;
  if (key) parts.push('-H "authorization: Bearer $KEY"');
  if (contentType) parts.push(`-H 'content-type: ${contentType}'`);
  if (body !== undefined) parts.push(`--data-binary ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return /^[\w:/.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
