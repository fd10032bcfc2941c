import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { FaultlineError } from "../../lib/errors.ts";
import { replayRuns } from "../../lib/tracking/replay_runs.ts";
import { createRunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import { sentRun } from "../../lib/tracking/sent_run.ts";
import { tempFolder } from "../support/temp_folder.ts";
import type { Fate } from "./http_front.ts";
import { impatientClient } from "./impatient_client.ts";
import { mlflowWithFront } from "./mlflow_with_front.ts";
import { isThereOnce } from "./is_there_once.ts";
import { sampleRun } from "./sample_run.ts";
import { storedRuns } from "./stored_runs.ts";

const { server, front } = await mlflowWithFront();

for (const fate of ["lose the answer", "refuse"] as const) {
  Deno.test(`a run that is cut at any request (${fate}) goes on from there, and nothing is there twice`, async () => {
    await using temp = await tempFolder();
    const folder = createRunFolder(temp.path);
    const experiment = `cut: ${fate}`;
    // The experiment's own requests are cut with the first run alone, as are those that make it.
    let cuts = 0;
    for (let at = 1;; at++) {
      const key = `cut-${at}`;
      sampleRun(folder, key, experiment);
      // From the cut on the process does nothing more, as one that was killed.
      front.decide(({ number }) => number < at ? "pass" : number === at ? fate : "refuse");
      const cut = await sendRun(folder, key, impatientClient(front.uri, { attempts: 1 })).then(
        () => null,
        (error) => error,
      );
      front.decide(() => "pass");
      if (cut === null) break;
      cuts++;
      equal(cut.code, "TRACKING_UNREACHABLE");
      deepEqual(folder.unsent(), [key]);
      await sendRun(folder, key, impatientClient(front.uri));
      deepEqual(folder.unsent(), []);
      await isThereOnce(server, experiment, key);
    }
    ok(cuts >= 15, `${cuts} cuts`);
    equal((await storedRuns(server, experiment)).length, cuts + 1);
  });
}

Deno.test("lost, halved and refused answers are tried again within one sending, and nothing is there twice", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const kinds: Fate[] = [
    "lose the answer",
    "pass",
    "half an answer",
    "pass",
    { status: 500, body: '{"error_code": "INTERNAL_ERROR", "message": "database is locked"}' },
    { status: 429, headers: { "retry-after": "0" } },
    "pass",
    "refuse",
    { status: 502, body: "<html>" },
    "pass",
  ];
  for (let shift = 0; shift < kinds.length; shift++) {
    const key = `faulty-${shift}`;
    sampleRun(folder, key, "faulty");
    front.decide(({ number }) => kinds[(number + shift) % kinds.length]);
    await sendRun(folder, key, impatientClient(front.uri, { attempts: 8 }));
    await isThereOnce(server, "faulty", key);
  }
  front.decide(() => "pass");
});

Deno.test("a server that hangs is given up after the time limit, and what was to be logged waits", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "patient", "away");
  front.decide(() => "hang");
  await rejects(
    sendRun(folder, "patient", impatientClient(front.uri, { attempts: 2, timeoutMs: 50 })),
    (error) => {
      ok(error instanceof FaultlineError);
      equal(error.code, "TRACKING_UNREACHABLE");
      match(error.message, /tried 2 times\): no answer within 0.05 s$/);
      return true;
    },
  );
  front.decide(() => "pass");
  await sendRun(folder, "patient", impatientClient(front.uri));
  await isThereOnce(server, "away", "patient");
});

Deno.test("what waited while the server was away is replayed once, parents before children", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "tune", "replay");
  for (const trial of ["trial-1", "trial-2"]) sampleRun(folder, trial, "replay", "tune");
  front.decide(() => "refuse");
  const away = await replayRuns(folder, impatientClient(front.uri));
  deepEqual(away.sent, []);
  deepEqual(away.waiting.map(({ key, error }) => [key, error.code]), [
    ["trial-1", "TRACKING_UNREACHABLE"],
    ["trial-2", "TRACKING_UNREACHABLE"],
    ["tune", "TRACKING_UNREACHABLE"],
  ]);

  front.decide(() => "pass");
  const back = await replayRuns(folder, impatientClient(front.uri));
  deepEqual([back.sent.length, back.waiting], [3, []]);
  deepEqual(await replayRuns(folder, impatientClient(front.uri)), { sent: [], waiting: [] });
  const runs = await storedRuns(server, "replay");
  equal(runs.length, 3);
  const parent = sentRun(folder, "tune")!.run_id;
  const children = runs.filter(({ data }) =>
    data.tags.some((tag: { key: string; value: string }) =>
      tag.key === "mlflow.parentRunId" && tag.value === parent
    )
  );
  equal(children.length, 2);
});
