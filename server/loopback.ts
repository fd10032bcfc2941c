import { isIPv4 } from "node:net";

/**
 * Whether only programs of this machine can reach a host: `localhost`, 127.0.0.0/8, `::1`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(isLoopback("127.0.0.1"), true);
 * equal(isLoopback("0.0.0.0"), false);
 * ```
 */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** The host that a program of this machine finds a server at which listens on `host`. */
export function localHostOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
}
