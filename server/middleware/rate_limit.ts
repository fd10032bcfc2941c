import type { MiddlewareHandler } from "hono";
import { isOpen } from "./authenticate.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { Problem } from "../problem.ts";
import { clientAddress } from "./client_address.ts";
import { createTokenBuckets } from "./token_buckets.ts";

/** Holds each key, or each address where there are no keys, to `ratePerMinute` requests a minute. Probes are free. */
export function rateLimit(deps: Deps): MiddlewareHandler<AppEnv> {
  const buckets = createTokenBuckets({ perMinute: deps.limits.ratePerMinute, now: deps.now });
  return async (c, next) => {
    if (!isOpen(c.req.path)) {
      const principal = c.get("principal");
      const seconds = buckets.take(
        principal ? `key ${principal.name}` : clientAddress(c, deps.trustedProxies),
      );
      if (seconds > 0) {
        throw new Problem("RATE_LIMITED", `more than ${deps.limits.ratePerMinute} requests a minute`, {
          headers: { "retry-after": `${seconds}` },
        });
      }
    }
    await next();
  };
}
