import { deepEqual, equal } from "node:assert/strict";
import { stopRequested } from "../../server/stop_signals.ts";

/** A process that is told of signals at given times. */
function process() {
  const listeners = new Map<Deno.Signal, () => void>();
  const exits: number[] = [];
  let time = 5000;
  const requested = stopRequested({
    listen: (signal, heard) => listeners.set(signal, heard),
    exit: (code) => exits.push(code),
    now: () => time,
  });
  return {
    requested,
    exits,
    signal(signal: Deno.Signal, afterMs: number) {
      time += afterMs;
      listeners.get(signal)!();
    },
  };
}

Deno.test("the first signal asks for the stop, whichever it is", async () => {
  const one = process();
  one.signal("SIGTERM", 0);
  equal(await one.requested, "SIGTERM");
  const other = process();
  other.signal("SIGINT", 0);
  equal(await other.requested, "SIGINT");
});

Deno.test("a second signal within a second is the same wish; a later one ends the process with its own code", () => {
  const term = process();
  term.signal("SIGTERM", 0);
  term.signal("SIGTERM", 1);
  term.signal("SIGINT", 999);
  deepEqual(term.exits, []);
  term.signal("SIGTERM", 1);
  deepEqual(term.exits, [143]);
  const int = process();
  int.signal("SIGTERM", 0);
  int.signal("SIGINT", 1001);
  deepEqual(int.exits, [130]);
});
