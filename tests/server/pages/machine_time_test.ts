import { deepEqual, equal, ok } from "node:assert/strict";
import { v7 } from "uuid";
import type { Risk, StoredPrediction } from "../../../lib/contracts/prediction.ts";
import type { PredictionLog } from "../../../lib/prediction_log/prediction_log.ts";
import { readHistory } from "../../../server/pages/machine_history.ts";
import { findRiskRun } from "../../../server/pages/risk_run.ts";
import { startApi } from "../api_app.ts";
import { day, healthy, hour, minute, noon } from "../pages_app.ts";

function predictionAt(at: number, risk: Risk, seq: number, machine_id = "press-1"): StoredPrediction {
  const probability = { high: 0.9, elevated: 0.3, low: 0.01 }[risk];
  return {
    id: v7({ msecs: at, seq }),
    machine_id,
    failure: risk === "high",
    probability,
    threshold: 0.5,
    risk,
    model: { name: "m", version: "0123456789ab" },
    at: new Date(at).toISOString(),
    reading: { ...healthy, machine_id },
    request_id: null,
  };
}

/** A log that counts what it is asked and how much it hands out. */
function counting(log: PredictionLog): Pick<PredictionLog, "list"> & { asked: number; rows: number } {
  return {
    asked: 0,
    rows: 0,
    async list(query) {
      const found = await log.list(query);
      this.asked++;
      this.rows += found.length;
      return found;
    },
  };
}

/** Keeps predictions a while apart, the newest at noon; risks from the oldest on. */
async function keep(
  log: PredictionLog,
  risks: readonly Risk[],
  apartMs: number,
): Promise<StoredPrediction[]> {
  const first = noon - (risks.length - 1) * apartMs;
  const made = risks.map((risk, i) => predictionAt(first + i * apartMs, risk, i));
  const others = made.map(({ at }, i) => predictionAt(Date.parse(at), "low", risks.length + i, "press-2"));
  const all = [...made, ...others].sort((a, b) => a.id < b.id ? -1 : 1);
  for (let i = 0; i < all.length; i += 5000) await log.append(all.slice(i, i + 5000));
  return made;
}

Deno.test("a run of risk begins behind the newest low, however long it is", async () => {
  for (
    const [quiet, run, apartMs] of [[3, 1, minute], [2, 5, minute], [1, 99, 7], [1, 100, 7], [1, 101, 7], [
      40,
      4321,
      997,
    ]]
  ) {
    await using api = await startApi();
    const log = api.deps.predictions;
    const risks: Risk[] = [
      "high",
      ...Array<Risk>(quiet).fill("low"),
      ...Array.from({ length: run }, (_, i): Risk => i % 3 === 0 ? "high" : "elevated"),
    ];
    const made = await keep(log, risks, apartMs);
    const counted = counting(log);
    const found = await findRiskRun(counted, made[made.length - 1], noon - 7 * day);
    deepEqual([found.first.id, found.longer], [made[1 + quiet].id, false], `${quiet} ${run}`);
    ok(counted.asked < 40 && counted.rows < 400, `${counted.asked} ${counted.rows}`);
  }
});

Deno.test("a run of which many were made in one millisecond begins with the first of them", async () => {
  await using api = await startApi();
  const log = api.deps.predictions;
  const low = predictionAt(noon, "low", 0);
  const run = Array.from({ length: 250 }, (_, i) => predictionAt(noon, "high", i + 1));
  await log.append([low, ...run]);
  const { first, longer } = await findRiskRun(log, run[249], noon - day);
  equal(longer, false);
  // Of one moment all say the same time; which of them is named does not matter.
  equal(first.at, run[0].at);
});

Deno.test("a run that goes back further than was looked is said to be longer", async () => {
  await using api = await startApi();
  const made = await keep(api.deps.predictions, Array<Risk>(30).fill("high"), hour);
  const all = await findRiskRun(api.deps.predictions, made[29], noon - 7 * day);
  deepEqual([all.first.id, all.longer], [made[0].id, false]);
  const some = await findRiskRun(api.deps.predictions, made[29], noon - 10 * hour);
  deepEqual([some.first.id, some.longer], [made[19].id, true]);
});

Deno.test("a history has every prediction while they are few, and the newest of each piece when they are many", async () => {
  await using api = await startApi();
  const log = api.deps.predictions;
  const made = await keep(
    log,
    Array.from({ length: 3000 }, (_, i): Risk => i % 7 === 0 ? "high" : "low"),
    20_000,
  );
  const query = { machine_id: "press-1", until: noon + 1, pieces: 48 };
  const few = await readHistory(log, { ...query, since: noon - 96 * 20_000 + 1 });
  equal(few.everyMs, undefined);
  deepEqual(few.predictions, made.slice(-96));

  const counted = counting(log);
  const many = await readHistory(counted, { ...query, since: noon + 1 - 12 * hour });
  equal(many.everyMs, 12 * hour / 48);
  ok(counted.rows <= 97 + 48, `${counted.rows}`);
  equal(many.predictions.length, 48);
  deepEqual(many.predictions[47], made[2999]);
  many.predictions.forEach((prediction, i) => {
    const end = noon + 1 - (47 - i) * 15 * minute;
    const newest = made.findLast(({ at }) => Date.parse(at) < end)!;
    equal(prediction.id, newest.id);
  });
});
