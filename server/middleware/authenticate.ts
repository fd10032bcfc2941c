import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { AppEnv, Deps } from "../deps.ts";
import type { KeyRing, Principal, Scope } from "../keys.ts";
import { Problem } from "../problem.ts";
import { clientAddress } from "./client_address.ts";
import type { FailedKeys } from "./failed_keys.ts";

/** The session's cookie. */
export const sessionCookie = "faultline_session";

/** Paths that need no key: probes, and what a person needs to sign in. */
const openPaths: ReadonlySet<string> = new Set([
  ...["/healthz", "/readyz", "/ping", "/health", "/v2/health/live", "/v2/health/ready"],
  ...["/sign-in", "/sign-out", "/favicon.ico"],
]);

/** Whether a path is open to everybody. Assets hold nothing but style and script. */
export function isOpen(path: string): boolean {
  return openPaths.has(path) || path.startsWith("/assets/");
}

/** Methods that change nothing. */
const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a method changes nothing. */
export function isSafe(method: string): boolean {
  return safeMethods.has(method);
}

/**
 * Finds out who asks, and refuses strangers: everything that is not open needs `read` to look and `predict` for any
 * other method, so that a route nobody thought about is closed. {@linkcode requireScope} asks for more.
 *
 * A key comes as `Authorization: Bearer KEY` or `X-API-Key: KEY`; a person's session as a cookie. On open paths the
 * caller is known if the key is right, and nobody is refused.
 */
export function authenticate(deps: Deps, failedKeys: FailedKeys): MiddlewareHandler<AppEnv> {
  const { keys } = deps;
  if (!keys) return (_c, next) => next();
  return async (c, next) => {
    const open = isOpen(c.req.path);
    const principal = identify(c, deps, keys, failedKeys, open);
    if (principal) {
      c.set("principal", principal);
      if (!open) checkScope(principal, isSafe(c.req.method) ? "read" : "predict");
    } else if (!open) {
      if (wantsPage(c)) {
        const { pathname, search } = new URL(c.req.url);
        return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
      }
      throw new Problem("KEY_MISSING", "send a key as Authorization: Bearer KEY or X-API-Key: KEY", {
        headers: { "www-authenticate": 'Bearer realm="faultline"' },
      });
    }
    await next();
  };
}

/** Asks for a scope on one route. Without keys everybody has every scope. */
export function requireScope(scope: Scope): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    const principal = c.get("principal");
    if (principal) checkScope(principal, scope);
    return next();
  };
}

/** Whether a browser asks for a page, which it can be led away from. */
export function wantsPage(c: Context<AppEnv>): boolean {
  return c.req.method === "GET" && showsPage(c);
}

/** Whether a browser shows the answer to a person: to a link, or to a form that was sent. */
export function showsPage(c: Context<AppEnv>): boolean {
  return c.req.raw.headers.get("accept")?.includes("text/html") ?? false;
}

/** The key that a request carries in a header. */
export function keyOf(headers: Headers): string | undefined {
  const bearer = headers.get("authorization")?.match(/^bearer +(\S+) *$/i)?.[1];
  return bearer ?? headers.get("x-api-key")?.trim() ?? undefined;
}

function identify(
  c: Context<AppEnv>,
  deps: Deps,
  keys: KeyRing,
  failedKeys: FailedKeys,
  open: boolean,
): Principal | undefined {
  const key = keyOf(c.req.raw.headers);
  if (key === undefined) {
    const token = getCookie(c, sessionCookie);
    return token ? deps.sessions.principalOf(token) : undefined;
  }
  const address = clientAddress(c, deps.trustedProxies);
  const principal = keys.principalOf(key);
  const seconds = failedKeys.wait(address);
  if (seconds > 0 && !(principal && failedKeys.isUsual(address, principal.name))) {
    if (open) return;
    throw new Problem("RATE_LIMITED", "too many unknown keys came from this address", {
      headers: { "retry-after": `${seconds}` },
    });
  }
  if (principal) {
    failedKeys.accepted(address, principal.name);
    return principal;
  }
  failedKeys.failed(address);
  deps.log.warn({ address, request_id: c.get("requestId") }, "unknown key");
  if (open) return;
  throw new Problem("KEY_UNKNOWN", "the key is not one of this server's", {
    headers: { "www-authenticate": 'Bearer realm="faultline", error="invalid_token"' },
  });
}

/** `admin` allows everything. */
function checkScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.has(scope) || principal.scopes.has("admin")) return;
  throw new Problem("SCOPE_MISSING", `the key ${principal.name} does not have the scope ${scope}`, {
    headers: { "www-authenticate": `Bearer realm="faultline", error="insufficient_scope", scope="${scope}"` },
  });
}
