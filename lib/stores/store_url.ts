import { FaultlineError } from "../errors.ts";

/**
 * Parts a URL of a source or a sink into its scheme and what stands behind the colon.
 *
 * @param url The URL; messages show its scheme alone, since the rest may hold a password.
 * @param known What each known kind of URL looks like, by scheme.
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when the scheme is none of these, or nothing stands behind it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(splitStoreUrl("csv:a.csv", { csv: "csv:PATH" }), { scheme: "csv", rest: "a.csv" });
 * ```
 */
export function splitStoreUrl<Scheme extends string>(
  url: string,
  known: Readonly<Record<Scheme, string>>,
): { scheme: Scheme; rest: string } {
  const shapes = `known here: ${Object.values(known).join(", ")}`;
  const at = url.indexOf(":");
  const scheme = url.slice(0, Math.max(at, 0));
  if (!Object.hasOwn(known, scheme)) {
    const message = /^[a-z][a-z0-9+.-]*$/i.test(scheme)
      ? `there is no ${scheme}: source or target`
      : "the source or target must be a URL that begins with its kind";
    // A bare path of a CSV file has no password to show.
    const hint = /^[\w./ -]+\.csv$/i.test(url) ? `did you mean csv:${url}? ${shapes}` : shapes;
    throw new FaultlineError("SOURCE_URL_INVALID", message, { hint });
  }
  const rest = url.slice(at + 1);
  if (rest === "" && scheme !== "simulate") {
    throw new FaultlineError("SOURCE_URL_INVALID", `${scheme}: names nothing`, { hint: shapes });
  }
  return { scheme: scheme as Scheme, rest };
}
