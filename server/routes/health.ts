import { Hono } from "hono";
import type { AppEnv, Deps } from "../deps.ts";
import { readiness } from "../readiness.ts";

/** `GET /healthz`: the process lives. `GET /readyz`: it can predict and store now. Both are open. */
export function healthRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.get("/healthz", (c) => c.json({ status: "alive" }));

  app.get("/readyz", async (c) => {
    const { ready, checks } = await readiness(deps);
    // A reason may name hosts and folders: strangers learn that something is wrong, not what.
    const told = !deps.keys || c.get("principal") !== undefined;
    const shown = Object.fromEntries(
      Object.entries(checks).map(([name, check]) => [name, told ? check : { ok: check.ok }]),
    );
    return c.json({ status: ready ? "ready" : "not ready", checks: shown }, ready ? 200 : 503);
  });

  return app;
}
