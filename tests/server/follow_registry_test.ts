import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { FaultlineError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";
import { followRegistry, pauseMs } from "../../server/follow_registry.ts";
import type { RegistryStatus } from "../../server/registry_model.ts";
import type { ServedModel, ServedModels } from "../../server/served_models.ts";

const unreachable = new FaultlineError("TRACKING_UNREACHABLE", "nobody is there");

/** A registry that says what it is told to say, one answer a question; the last one stands. */
function follow(answers: (boolean | Error)[], { everyMs = 20, status = {} as Partial<RegistryStatus> } = {}) {
  const seen = { asked: [] as number[], reloads: 0, swaps: 0, lines: [] as string[] };
  let current = { name: "faultline", version: "a", registered: { version: "1" } } as ServedModel;
  const served: ServedModels = {
    current: () => current,
    reload: () => {
      seen.reloads++;
      return Promise.resolve(current = { ...current, version: `b${seen.reloads}` });
    },
  };
  const follower = followRegistry({
    registry: {
      status: () => ({ version: "1", unansweredSince: null, refused: null, ...status }),
      hasOther() {
        seen.asked.push(performance.now());
        const answer = answers.length > 1 ? answers.shift()! : answers[0];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    monitor: { modelSwapped: () => void seen.swaps++ },
    random: () => 0.5,
    log: createLog({ write: (line) => seen.lines.push(line), now: () => 0 }),
    ...{ served, everyMs },
  });
  return Object.assign(seen, { [Symbol.dispose]: () => follower.close() });
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!isSo()) {
    ok(performance.now() < end, "not within 5 s");
    await wait(5);
  }
}

Deno.test("a failed question is asked again soon, then after twice as long, up to the usual pause or a minute", () => {
  const table: [number, number[]][] = [
    [300_000, [300_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]],
    [1_000, [1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
    [60_000, [60_000, 10_000, 20_000, 40_000, 60_000]],
    [86_400_000, [86_400_000, 10_000, 20_000]],
  ];
  for (const [everyMs, pauses] of table) {
    deepEqual(pauses.map((_, failures) => pauseMs(everyMs, failures)), pauses, `${everyMs}`);
  }
  equal(pauseMs(1_000, 2_000), 60_000);
});

Deno.test("the model is read again when the registry names another version, and only then; drift is told", async () => {
  using seen = follow([false, true, false]);
  await until(() => seen.asked.length >= 4);
  deepEqual([seen.reloads, seen.swaps], [1, 1]);
  const { msg, name, version, before } = JSON.parse(seen.lines[0]);
  deepEqual([msg, name, version, before, seen.lines.length], ["model swapped", "faultline", "b1", "a", 1]);
});

Deno.test("what the registry does not answer is not logged here, waits longer each time, and ends with an answer", async () => {
  using seen = follow([unreachable, unreachable, unreachable, true, false]);
  await until(() => seen.asked.length >= 6);
  const pauses = seen.asked.slice(1).map((time, i) => time - seen.asked[i]);
  // 20, 40, 80 ms behind the failures, 20 behind an answer; a timer may be late, and is never early by more than 1 ms.
  for (const [i, least] of [20, 40, 80, 20].entries()) ok(pauses[i] >= least - 1, pauses.join(" "));
  deepEqual([seen.reloads, seen.lines.length], [1, 1]);
});

Deno.test("a fault of the program's own is an error in the log, and the registry is followed on", async () => {
  using seen = follow([new TypeError("of our own"), false]);
  await until(() => seen.asked.length >= 2);
  const { level, msg, err } = JSON.parse(seen.lines[0]);
  deepEqual([level, msg, err.message], ["error", "the registry was not followed", "of our own"]);
});

Deno.test("a start without the registry is a first failure: it is asked soon", async () => {
  using late = follow([false], { everyMs: 3_600_000 });
  using soon = follow([false], { everyMs: 30, status: { unansweredSince: 5 } });
  await until(() => soon.asked.length >= 2);
  equal(late.asked.length, 0);
});

Deno.test("it asks never with a pause of 0, and no more once it is closed", async () => {
  using never = follow([true], { everyMs: 0 });
  const closed = follow([false]);
  await until(() => closed.asked.length === 1);
  closed[Symbol.dispose]();
  await wait(100);
  deepEqual([never.asked.length, closed.asked.length], [0, 1]);
});
