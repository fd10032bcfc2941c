import type { Context, Hono } from "hono";
import type { AppEnv } from "../deps.ts";
import { Problem } from "../problem.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** For a request that no route takes: 404, or 405 and 204 (OPTIONS) with `Allow` where other methods are taken. */
export function answerUnmatched(app: Hono<AppEnv>): (c: Context<AppEnv>) => Response {
  return (c) => {
    const allowed = methods.filter((method) =>
      // Middleware takes every method; a route takes one.
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method)
    ).flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method]);
    if (allowed.length === 0) throw new Problem("NOT_FOUND", "no route has this path; /docs lists them");
    const allow = [...allowed, "OPTIONS"].join(", ");
    if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
    throw new Problem("METHOD_NOT_ALLOWED", `this path takes ${allow}`, { headers: { allow } });
  };
}
