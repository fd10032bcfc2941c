import { createHash } from "node:crypto";
import type { Principal } from "./keys.ts";

/** People who signed in. Sessions live in this process: a restart signs everybody out. */
export interface Sessions {
  /** A new session's secret token, for a cookie. */
  begin(principal: Principal): string;
  /** Who a token belongs to; undefined when it is unknown or over. */
  principalOf(token: string): Principal | undefined;
  end(token: string): void;
  /** Milliseconds that a session lasts. */
  readonly lifetimeMs: number;
}

/** Where time and secrets come from. */
export interface SessionOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A text that nobody can guess and a cookie can hold: at least 32 random bytes, e.g. in base64url. */
  randomToken: () => string;
  /** How long a session lasts, from its beginning (default 12 hours: a shift). */
  lifetimeMs?: number;
  /** The most sessions there are; beyond, the oldest ends (default 1,000). */
  maxSessions?: number;
}

/**
 * Keeps sessions in memory. A token is kept as its SHA-256, so that looking one up says nothing about the others.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * let time = 0;
 * const sessions = createSessions({ now: () => time, randomToken: () => crypto.randomUUID(), lifetimeMs: 1000 });
 * const token = sessions.begin({ name: "anna", scopes: new Set(["read"]) });
 * equal(sessions.principalOf(token)?.name, "anna");
 * time = 1000;
 * equal(sessions.principalOf(token), undefined);
 * ```
 */
export function createSessions(options: SessionOptions): Sessions {
  const { now, randomToken, lifetimeMs = 12 * 60 * 60 * 1000, maxSessions = 1000 } = options;
  // In the order of their beginning, and so of their end: the lifetime is the same for all.
  const open = new Map<string, { principal: Principal; until: number }>();
  const nameOf = (token: string) => createHash("sha256").update(token).digest("base64");

  return {
    lifetimeMs,
    begin(principal) {
      for (const [name, { until }] of open) {
        if (until > now() && open.size < maxSessions) break;
        open.delete(name);
      }
      const token = randomToken();
      open.set(nameOf(token), { principal, until: now() + lifetimeMs });
      return token;
    },
    principalOf(token) {
      const session = open.get(nameOf(token));
      return session && session.until > now() ? session.principal : undefined;
    },
    end: (token) => void open.delete(nameOf(token)),
  };
}
