/** What handles requests, as `Deno.serve` calls it. */
type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** How a server comes to rest. */
export interface RestOptions {
  /** Milliseconds that requests in flight have. */
  timeoutMs: number;
  /**
   * Milliseconds in which requests that still come are answered as ever; after that they get 503, so that traffic
   * which never pauses comes to an end (default 3,000).
   */
  settleMs?: number;
}

/** A handler that knows what it is working on. */
export interface CountedHandler {
  handle: (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;
  /** False from the first call of `rest` on. */
  accepting(): boolean;
  /**
   * Waits until no request is in flight, half-sent ones included. New ones are answered meanwhile, and told to close
   * their connection.
   *
   * @returns How many were left when the time was over: 0 when all were answered.
   */
  rest(options: RestOptions): Promise<number>;
}

/**
 * Counts requests in flight. `server.shutdown()` alone will not do: Deno 2.9 gives a request whose body has not
 * arrived in full a 500.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const counted = countRequests(() => new Response("ok"));
 * equal(counted.accepting(), true);
 * equal(await counted.rest({ timeoutMs: 1000 }), 0);
 * equal(counted.accepting(), false);
 * ```
 */
export function countRequests(handler: Handler): CountedHandler {
  let inFlight = 0;
  let phase: "serving" | "settling" | "refusing" = "serving";
  let onIdle = () => {};

  async function handle(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> {
    if (phase === "refusing") return refusal();
    inFlight++;
    try {
      const response = await handler(request, info);
      return phase === "serving" ? response : closing(response);
    } finally {
      if (--inFlight === 0) onIdle();
    }
  }

  async function rest({ timeoutMs, settleMs = 3000 }: RestOptions): Promise<number> {
    if (phase === "serving") phase = "settling";
    const idle = new Promise<void>((resolve) => onIdle = resolve);
    const settled = setTimeout(() => phase = "refusing", Math.min(settleMs, timeoutMs));
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>();
    const deadline = setTimeout(giveUp, timeoutMs);
    if (inFlight > 0) await Promise.race([idle, late]);
    clearTimeout(settled);
    clearTimeout(deadline);
    phase = "refusing";
    return inFlight;
  }

  return { handle, accepting: () => phase === "serving", rest };
}

/** Asks the client to come back on another connection, which a front end opens elsewhere. */
function closing(response: Response): Response {
  response.headers.set("connection", "close");
  return response;
}

function refusal(): Response {
  const problem = {
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    code: "NOT_READY",
    detail: "this server is stopping",
  };
  return new Response(JSON.stringify(problem), {
    status: 503,
    headers: { "content-type": "application/problem+json", "retry-after": "1", "connection": "close" },
  });
}
