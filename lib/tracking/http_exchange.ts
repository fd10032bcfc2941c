/** One request. */
export interface HttpRequest {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** What came of a request: the whole answer, or why there is none. */
export type HttpExchange =
  | { kind: "answer"; status: number; headers: Headers; bytes: Uint8Array }
  | { kind: "no answer"; why: string };

/** How a request is sent. */
export interface HttpExchangeOptions {
  fetch: typeof fetch;
  /** Time for the whole of it, the answer's body included, milliseconds. */
  timeoutMs: number;
  /** Ends it early: its reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Sends one request once and reads all of the answer. Redirects are not followed: what follows one may send a POST as a
 * GET, and a password to somebody else.
 *
 * @returns `no answer` when the connection fails, the time is over, or the body ends before its stated length.
 */
export async function httpExchange(
  { url, ...request }: HttpRequest,
  options: HttpExchangeOptions,
): Promise<HttpExchange> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  try {
    const response = await options.fetch(url, {
      ...request,
      redirect: "manual",
      signal: signal ? AbortSignal.any([ending.signal, signal]) : ending.signal,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { kind: "answer", status: response.status, headers: response.headers, bytes };
  } catch (error) {
    signal?.throwIfAborted();
    const why = ending.signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : reason(error);
    return { kind: "no answer", why };
  } finally {
    clearTimeout(timer);
  }
}

/** The innermost reason is the one that tells: `Connection refused` rather than `error sending request`. */
function reason(error: unknown): string {
  let message = "the connection failed";
  for (let at = error; at instanceof Error; at = at.cause) message = at.message;
  const last = message.split(": ").at(-1)!.replace(/ \(os error \d+\)/, "");
  return /^[A-Z][a-z]/.test(last) ? last[0].toLowerCase() + last.slice(1) : last;
}
