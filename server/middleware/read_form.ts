import type { Context } from "hono";
import type { AppEnv, Deps } from "../deps.ts";
import { Problem } from "../problem.ts";
import { readBody } from "./read_body.ts";

/** The forms of our pages are far smaller. */
const formBytes = 16 << 10;

/**
 * The fields of a form that a browser sent.
 *
 * @throws {Problem} `MEDIA_TYPE_UNSUPPORTED`, or as {@linkcode readBody}.
 */
export async function readForm(
  c: Context<AppEnv>,
  { limits }: Pick<Deps, "limits">,
): Promise<URLSearchParams> {
  const type = c.req.raw.headers.get("content-type")?.split(";")[0].trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new Problem("MEDIA_TYPE_UNSUPPORTED", "the form's type is not application/x-www-form-urlencoded");
  }
  return new URLSearchParams(new TextDecoder().decode(await readBody(c, formBytes, limits.bodyTimeoutMs)));
}
