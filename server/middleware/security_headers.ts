import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../deps.ts";
import { isSafe } from "./authenticate.ts";

/**
 * For pages: everything from here, no script in the page, no frame around it. Styles may stand in the page, as plots
 * need.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** For all else: whoever shows it as a page gets a dead one. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** Tells browsers what an answer may do: nothing, unless it is a page. */
export function securityHeaders(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set("x-content-type-options", "nosniff");
    // An asset says itself how long it keeps; everything else is of this moment and of this person.
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    const type = headers.get("content-type");
    // JSON that answers a POST of JSON: no other site can ask for it, and no browser shows it. What Deno 2.9 sends in
    // more than 512 bytes takes it two calls, a fifth of all that a prediction costs, so these headers are left out.
    if (type === "application/json" && !isSafe(c.req.method)) return;
    headers.set("cross-origin-resource-policy", "same-origin");
    if (type?.startsWith("text/html")) {
      headers.set("content-security-policy", pagePolicy);
      headers.set("cross-origin-opener-policy", "same-origin");
      // Not no-referrer: with it, a form of our own would be sent with `Origin: null`.
      headers.set("referrer-policy", "same-origin");
    } else {
      headers.set("content-security-policy", dataPolicy);
    }
  };
}
