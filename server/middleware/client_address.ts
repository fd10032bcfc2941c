import type { Context } from "hono";
import type { AppEnv } from "../deps.ts";

/**
 * Where a request comes from, as limits count it: an IPv4 address, or the /64 network of an IPv6 address, since one
 * household or attacker has all of that. `local` where the app is called without a connection.
 *
 * @param proxies How many front ends of ours each append an address to `X-Forwarded-For`. With 0 the header is a
 * stranger's word and is not read.
 */
export function clientAddress(c: Context<AppEnv>, proxies = 0): string {
  if (proxies > 0) {
    const hops = c.req.raw.headers.get("x-forwarded-for")?.split(",");
    const hop = hops?.[hops.length - proxies]?.trim();
    if (hop) return networkOf(hop);
  }
  const connection = c.env as { remoteAddr?: { hostname?: string } } | undefined;
  const address = connection?.remoteAddr?.hostname ?? "local";
  return address.includes(":") ? networkOf(address) : address;
}

/**
 * An address as limits count it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(networkOf("192.0.2.7"), "192.0.2.7");
 * equal(networkOf("192.0.2.7:51234"), "192.0.2.7");
 * equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
 * equal(networkOf("2001:db8:1:2:3::9"), "2001:db8:1:2");
 * equal(networkOf("[2001:db8::9]:443"), "2001:db8:0:0");
 * ```
 */
export function networkOf(address: string): string {
  const bare = address.match(/^\[(.*)\]/)?.[1] ?? address;
  const mapped = bare.match(/^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i);
  if (mapped) return mapped[1];
  if (!bare.includes(":")) return bare.slice(0, 64);
  const [head, tail] = bare.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...new Array(zeros).fill("0"), ...right].slice(0, 4).join(":").slice(0, 64);
}
