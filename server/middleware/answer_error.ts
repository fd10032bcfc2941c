import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { FaultlineError } from "../../lib/errors.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { problemPage } from "../pages/problem_page.ts";
import { Problem } from "../problem.ts";
import { errorBody } from "../protocols/error_body.ts";
import { showsPage } from "./authenticate.ts";

/** Seconds after which it is worth trying again. */
const retryAfter = { LOG_FULL: "10", LOG_UNAVAILABLE: "2" };

/** Turns whatever was thrown into the one answer that goes out. A fault of our own is logged, and tells nothing. */
export function answerError({ log }: Pick<Deps, "log">): (
  error: Error,
  c: Context<AppEnv>,
) => Response | Promise<Response> {
  return (error, c) => {
    const requestId = c.get("requestId") ?? "";
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const facts = {
        request_id: requestId,
        method: c.req.method,
        route: routePath(c, -1),
        code: problem.code,
      };
      if (problem.code === "INTERNAL") log.error({ ...facts, err: error }, "request failed");
      else log.warn({ ...facts, reason: reasonOf(error) }, "request refused");
    }
    const details = problem.details(requestId);
    if (showsPage(c)) {
      return c.html(problemPage(details), problem.status as 400, problem.headers);
    }
    const { type, body } = errorBody(c.req.path, details);
    return c.body(JSON.stringify(body), problem.status as 400, { ...problem.headers, "content-type": type });
  };
}

/** Makes an error of whatever else was thrown: Hono hands nothing else to the error handler. */
export function throwErrors(): MiddlewareHandler<AppEnv> {
  return async (_c, next) => {
    try {
      await next();
    } catch (thrown) {
      throw thrown instanceof Error
        ? thrown
        : new Error(`something was thrown that is no error: ${String(thrown)}`);
    }
  };
}

/** What only the log may know, where there is more than what is answered. */
function reasonOf(error: Error): string {
  return error instanceof Problem && error.cause instanceof Error ? error.cause.message : error.message;
}

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof FaultlineError && (error.code === "LOG_FULL" || error.code === "LOG_UNAVAILABLE")) {
    const detail = error.code === "LOG_FULL"
      ? "nothing more can be stored now, so nothing is predicted; try again later"
      : "predictions cannot be stored now, so none is made; try again soon";
    return new Problem(error.code, detail, {
      cause: error,
      headers: { "retry-after": retryAfter[error.code] },
    });
  }
  return new Problem("INTERNAL", "the server failed; its log knows more under this request id", {
    cause: error,
  });
}
