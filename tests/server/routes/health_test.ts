import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { LogStatus } from "../../../lib/prediction_log/prediction_log.ts";
import { bearer, type CoreApp, sampleKeys, startCore } from "../core_app.ts";

const well = { ok: true };

async function ready(core: CoreApp, headers: Record<string, string> = {}) {
  const response = await core.app.request("/readyz", { headers });
  return { status: response.status, answer: await response.json() };
}

Deno.test("a server that can predict and store is alive and ready", async () => {
  await using core = await startCore();
  const alive = await core.app.request("/healthz");
  equal(alive.status, 200);
  deepEqual(await alive.json(), { status: "alive" });
  deepEqual(await ready(core), {
    status: 200,
    answer: {
      status: "ready",
      checks: { accepting: well, model: well, prediction_log: well, scoring: well },
    },
  });
});

Deno.test("each thing that is not well turns readiness off by itself, with the reason, and not liveness", async () => {
  let accepting = true;
  let status: Partial<LogStatus> = {};
  let broken = false;
  await using core = await startCore({ deps: { accepting: () => accepting } });
  const { predictions, served } = core.deps;
  const real = predictions.status;
  predictions.status = () => ({ ...real.call(predictions), ...status });
  const sound = served.current();
  const { forest } = sound.model;
  const senseless = {
    ...sound,
    model: { ...sound.model, forest: { ...forest, value: forest.value.map(() => NaN) } },
  };
  served.current = () => broken ? senseless : sound;
  const failing = async () => {
    equal((await core.app.request("/healthz")).status, 200);
    const { status, answer } = await ready(core);
    equal(status, answer.status === "ready" ? 200 : 503);
    return Object.entries(answer.checks as Record<string, { ok: boolean; reason?: string }>)
      .filter(([, { ok }]) => !ok).map(([name, { reason }]) => `${name}: ${reason}`);
  };
  deepEqual(await failing(), []);
  accepting = false;
  deepEqual(await failing(), ["accepting: the server is stopping"]);
  accepting = true;
  status = { writable: false, reason: "the journal is full" };
  deepEqual(await failing(), ["prediction_log: the journal is full"]);
  status = {};
  broken = true;
  deepEqual(await failing(), ["model: the model answers with no probability"]);
  broken = false;
  const asked = ready(core);
  const until = performance.now() + 1100;
  while (performance.now() < until);
  const { status: code, answer } = await asked;
  equal(code, 503);
  match(answer.checks.scoring.reason, /^a request waits 1\.\d s for its turn$/);
  deepEqual(await failing(), []);
});

Deno.test("a stranger learns that something is wrong, whoever has a key learns what", async () => {
  const keys = sampleKeys();
  await using core = await startCore({ deps: { keys: keys.ring, accepting: () => false } });
  const stranger = await ready(core);
  equal(stranger.status, 503);
  deepEqual(stranger.answer.checks.accepting, { ok: false });
  deepEqual((await ready(core, bearer("fl_unknown"))).answer.checks.accepting, { ok: false });
  ok("reason" in (await ready(core, bearer(keys.gateway))).answer.checks.accepting);
});
