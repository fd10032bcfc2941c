import { Hono } from "hono";
import type { AppEnv, Deps } from "../deps.ts";

/** `GET /metrics`: what Prometheus scrapes, in its text format. Needs `read`. */
export function metricsRoutes(deps: Pick<Deps, "metrics">): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/metrics", async (c) => {
    const text = await deps.metrics.render();
    return c.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  return app;
}
