import { Buffer } from "node:buffer";
/**
 * Hides an `Authorization` header's value in texts that came from outside: whole, without its scheme, and for basic
 * authentication the password as it is written.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(secretHider("Bearer s3cret-token")("token s3cret-token is not known"), "token … is not known");
 * ```
 */
export function secretHider(authorization: string | null): (text: string) => string {
  const secrets = authorization === null ? [] : secretsOf(authorization);
  return (text) => secrets.reduce((safe, secret) => safe.replaceAll(secret, "…"), text);
}

function secretsOf(authorization: string): string[] {
  const [scheme, value = ""] = authorization.split(" ");
  const secrets = [authorization, value];
  if (scheme === "Basic") {
    const pair = Buffer.from(value, "base64").toString();
    const password = pair.slice(pair.indexOf(":") + 1);
    secrets.push(pair, password, encodeURIComponent(password));
  }
  return secrets.filter((secret) => secret !== "");
}
