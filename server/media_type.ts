import type { Context } from "hono";
import { Problem } from "./problem.ts";

/**
 * The kind of a request's body, one of those that are understood. Parameters are left out of account, but for a
 * charset other than UTF-8. A body of no stated kind is refused: a foreign page may send one without asking.
 *
 * @throws {Problem} `MEDIA_TYPE_UNSUPPORTED`, naming the kinds.
 */
export function mediaType<T extends string>(c: Context, understood: readonly T[]): T {
  const header = c.req.raw.headers.get("content-type");
  if (header === understood[0]) return understood[0];
  const [type, ...parameters] = (header ?? "").toLowerCase().split(";").map((part) => part.trim());
  const kind = understood.find((name) => name === type);
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (kind === undefined || (charset !== undefined && !utf8.test(charset))) {
    throw new Problem(
      "MEDIA_TYPE_UNSUPPORTED",
      `the body must be sent with content-type: ${understood.join(" or ")}, in UTF-8`,
      { headers: { accept: understood.join(", ") } },
    );
  }
  return kind;
}

const utf8 = /^charset="?utf-?8"?$/;
