import type { MiddlewareHandler } from "hono";
import { longestRequestId } from "../../lib/contracts/prediction.ts";
import type { AppEnv, Deps } from "../deps.ts";

/** Visible ASCII: safe in a header, a log line and a database. */
const usable = new RegExp(`^[\\x21-\\x7e]{1,${longestRequestId}}$`);

/** Whether a caller's id can be kept and returned. */
export function isRequestId(text: string): boolean {
  return usable.test(text);
}

/** Takes the caller's `X-Request-Id` where it is usable, makes one where not, and returns it with the answer. */
export function requestId(deps: Pick<Deps, "newId">): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.req.raw.headers.get("x-request-id");
    const id = given !== null && isRequestId(given) ? given : deps.newId();
    c.set("requestId", id);
    await next();
    c.res.headers.set("x-request-id", id);
  };
}
