import { equal, notEqual } from "node:assert/strict";
import { createSessions } from "../../server/sessions.ts";

const anna = { name: "anna", scopes: new Set(["read"] as const) };

function made(options: { maxSessions?: number } = {}) {
  let serial = 0;
  const clock = { time: 0 };
  const sessions = createSessions({
    now: () => clock.time,
    randomToken: () => `token-${serial++}`,
    lifetimeMs: 1000,
    ...options,
  });
  return { sessions, clock };
}

Deno.test("a session lasts its time and not a millisecond longer, however much it is used", () => {
  const { sessions, clock } = made();
  const token = sessions.begin(anna);
  for (const time of [0, 500, 999]) {
    clock.time = time;
    equal(sessions.principalOf(token), anna);
  }
  clock.time = 1000;
  equal(sessions.principalOf(token), undefined);
});

Deno.test("a session that was ended is over, and others go on", () => {
  const { sessions } = made();
  const [one, two] = [sessions.begin(anna), sessions.begin(anna)];
  notEqual(one, two);
  sessions.end(one);
  sessions.end("token-99");
  equal(sessions.principalOf(one), undefined);
  equal(sessions.principalOf(two), anna);
  equal(sessions.principalOf(""), undefined);
});

Deno.test("there are never more sessions than allowed: the oldest makes way", () => {
  const { sessions } = made({ maxSessions: 3 });
  const tokens = Array.from({ length: 5 }, () => sessions.begin(anna));
  equal(
    tokens.map((token) => sessions.principalOf(token) ? "open" : "over").join(),
    "over,over,open,open,open",
  );
});
