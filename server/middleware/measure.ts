import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppEnv, Deps } from "../deps.ts";

/** Counts and times every request by its route's pattern, and those under way. */
export function measure({ metrics }: Pick<Deps, "metrics">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const began = performance.now();
    metrics.began();
    try {
      await next();
    } finally {
      const route = routePath(c, -1);
      // Where nothing but middleware matched, the path is a stranger's choice and no label.
      metrics.request(
        route === "/*" ? "none" : route,
        c.req.method,
        c.res.status,
        (performance.now() - began) / 1000,
      );
    }
  };
}
