import { readConfig } from "../config.ts";
import { localHostOf } from "../loopback.ts";

/** Milliseconds that the server may take to answer. */
const patience = 3000;

/**
 * Asks the server on this machine whether it is ready, as a container's HEALTHCHECK wants it: 0 when it is, else 1
 * with the reason on stderr. Reads `PORT` and `HOST` as the server does.
 */
export async function healthcheck(): Promise<number> {
  const { host, port } = readConfig(Deno.env.get);
  const url = `http://${localHostOf(host)}:${port}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: "error" });
    const text = await response.text();
    if (response.ok) return 0;
    console.error(`not ready: ${url} answers ${response.status}: ${text.slice(0, 300)}`);
  } catch (error) {
    const reason = (error as Error).name === "TimeoutError"
      ? `no answer within ${patience / 1000} s`
      : "nothing answers";
    console.error(`not ready: ${url}: ${reason}`);
  }
  return 1;
}
