import type { MiddlewareHandler } from "hono";
import type { AppEnv, Deps } from "../deps.ts";
import { Problem } from "../problem.ts";
import { isSafe, sessionCookie } from "./authenticate.ts";

/**
 * Refuses what another site makes a browser send here: a form posted across sites with a person's cookie, or to a
 * server on loopback that has no keys at all.
 *
 * A request with a key in a header needs no such check: no other site can add one. Browsers say where a request comes
 * from in `Sec-Fetch-Site` (over https and on loopback) and in `Origin` (everywhere, with a POST).
 */
export function sameOrigin(deps: Pick<Deps, "hosts">): MiddlewareHandler<AppEnv> {
  const { hosts } = deps;
  return async (c, next) => {
    const { headers } = c.req.raw;
    // A name of the attacker's own that leads to loopback (DNS rebinding) makes a foreign page the same origin.
    if (hosts && !hosts.includes(hostName(headers.get("host")))) {
      throw new Problem("HOST_FOREIGN", "this server answers to the names of its own machine alone");
    }
    if (!isSafe(c.req.method) && !headers.has("authorization") && !headers.has("x-api-key")) {
      if (isForeign(headers)) {
        throw new Problem("ORIGIN_FOREIGN", "the request was made by a page of another site");
      }
    }
    await next();
  };
}

function isForeign(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin !== null) {
    // A front end that ends TLS changes the scheme, not the host.
    return !URL.canParse(origin) || new URL(origin).host !== headers.get("host")?.toLowerCase();
  }
  // Every browser that keeps the cookie to its site sends one of the two.
  return headers.get("cookie")?.includes(`${sessionCookie}=`) ?? false;
}

function hostName(host: string | null): string {
  return host?.toLowerCase().replace(/:\d+$/, "") ?? "";
}
