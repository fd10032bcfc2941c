import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AppEnv, Deps } from "../deps.ts";
import { sessionCookie } from "../middleware/authenticate.ts";
import { clientAddress } from "../middleware/client_address.ts";
import type { FailedKeys } from "../middleware/failed_keys.ts";
import { readForm } from "../middleware/read_form.ts";
import { signInPage } from "../pages/sign_in_page.ts";

/** `GET` and `POST /sign-in`, `POST /sign-out`: a person's key for a session's cookie, and back. */
export function signInRoutes(deps: Deps, failedKeys: FailedKeys): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const { keys, sessions, log } = deps;

  app.get("/sign-in", (c) => {
    const to = localPath(c.req.query("to"));
    // Without keys everybody is in already.
    if (!keys || c.get("principal")) return c.redirect(to, 303);
    return c.html(signInPage({ to }));
  });

  app.post("/sign-in", async (c) => {
    const form = await readForm(c, deps);
    const to = localPath(form.get("to"));
    if (!keys) return c.redirect(to, 303);

    const address = clientAddress(c, deps.trustedProxies);
    const principal = keys.principalOf(form.get("key")?.trim() ?? "");
    const seconds = failedKeys.wait(address);
    if (seconds > 0 && !(principal && failedKeys.isUsual(address, principal.name))) {
      const refusal = `Too many wrong keys came from here. Try again in ${seconds} s.`;
      return c.html(signInPage({ to, refusal }), 429, { "retry-after": `${seconds}` });
    }
    if (!principal) {
      failedKeys.failed(address);
      log.warn({ address, request_id: c.get("requestId") }, "sign-in refused");
      return c.html(signInPage({ to, refusal: "This key is not one of this server's." }), 401);
    }
    if (!principal.scopes.has("read") && !principal.scopes.has("admin")) {
      return c.html(
        signInPage({ to, refusal: "This key may not look at pages: it lacks the scope read." }),
        403,
      );
    }
    failedKeys.accepted(address, principal.name);
    const former = getCookie(c, sessionCookie);
    if (former) sessions.end(former);
    setCookie(c, sessionCookie, sessions.begin(principal), {
      path: "/",
      httpOnly: true,
      sameSite: "Strict",
      secure: isSecure(c),
      maxAge: Math.floor(sessions.lifetimeMs / 1000),
    });
    log.info({ key: principal.name, address }, "signed in");
    return c.redirect(to, 303);
  });

  app.post("/sign-out", (c) => {
    const token = getCookie(c, sessionCookie);
    if (token) sessions.end(token);
    deleteCookie(c, sessionCookie, { path: "/", secure: isSecure(c) });
    return c.redirect("/sign-in", 303);
  });

  return app;
}

/**
 * A path of this server, and no way out of it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(localPath("/machines/M-17?days=3"), "/machines/M-17?days=3");
 * equal(localPath("//elsewhere.example"), "/");
 * equal(localPath("/\\elsewhere.example"), "/");
 * equal(localPath("/\t/elsewhere.example"), "/");
 * equal(localPath("https://elsewhere.example"), "/");
 * equal(localPath(undefined), "/");
 * ```
 */
export function localPath(to: string | null | undefined): string {
  // Visible ASCII without the backslash, which browsers read as a slash.
  return to && /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : "/";
}

/** Whether the browser came over TLS. A front end says so; who lies about it only loses a cookie of their own. */
function isSecure(c: Context<AppEnv>): boolean {
  const scheme = c.req.raw.headers.get("x-forwarded-proto")?.split(",")[0].trim() ??
    new URL(c.req.url).protocol;
  return scheme.startsWith("https");
}
