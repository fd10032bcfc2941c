import { deepEqual, equal, throws } from "node:assert/strict";
import { openTrialLog, type Study, type TrialRun } from "../../../lib/tune/trial_log.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { base, space } from "./space.ts";

const study: Study = { data: "abc", seed: 42, space, params: { folds: 5 } };
const run: TrialRun = { tuned: base, trees: 12, repeat: 0 };
const scores = { average_precision: [0.1 + 0.2, 1 / 3], f1: [0.5, 5e-324] };

Deno.test("what was appended is found again, to the bit, by another process", async () => {
  await using folder = await tempFolder();
  const path = folder.file("tune/trials.jsonl");
  const first = openTrialLog(path, study);
  equal(first.find(run), undefined);
  first.append(run, scores);
  deepEqual(first.find(run), scores);
  first.close();

  const again = openTrialLog(path, study);
  equal(again.kept, 1);
  deepEqual(again.changed, []);
  deepEqual(again.find(run), scores);
  again.close();
});

Deno.test("other trees, another repeat and another candidate are other evaluations", async () => {
  await using folder = await tempFolder();
  const log = openTrialLog(folder.file("trials.jsonl"), study);
  log.append(run, scores);
  equal(log.find({ ...run, trees: 36 }), undefined);
  equal(log.find({ ...run, repeat: 1 }), undefined);
  const tuned = { ...base, outliers: { ...base.outliers, k: 3 } };
  equal(log.find({ ...run, tuned }), undefined);
  log.close();
});

Deno.test("other data, another seed, space or params start anew, and the way back finds the old again", async () => {
  await using folder = await tempFolder();
  const path = folder.file("trials.jsonl");
  const open = (over: Partial<Study>) => {
    const log = openTrialLog(path, { ...study, ...over });
    log.close();
    return { changed: log.changed, kept: log.kept };
  };
  const log = openTrialLog(path, study);
  log.append(run, scores);
  log.close();
  deepEqual(open({ data: "abd" }), { changed: ["data"], kept: 0 });
  deepEqual(open({}), { changed: ["data"], kept: 1 });
  deepEqual(open({ seed: 43 }), { changed: ["seed"], kept: 0 });
  deepEqual(open({ seed: 43 }), { changed: [], kept: 0 });
  deepEqual(open({ space: {}, params: {} }), { changed: ["seed", "space", "params"], kept: 0 });
});

Deno.test("a last line that was cut short is cut off; whole lines stay", async () => {
  await using folder = await tempFolder();
  const path = folder.file("trials.jsonl");
  const log = openTrialLog(path, study);
  log.append(run, scores);
  log.close();
  const whole = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, `${whole}{"study":"Ångström`);
  const again = openTrialLog(path, study);
  equal(again.kept, 1);
  again.close();
  equal(Deno.readTextFileSync(path), whole);
});

Deno.test("a damaged line is named", async () => {
  await using folder = await tempFolder();
  const path = folder.file("trials.jsonl");
  const log = openTrialLog(path, study);
  log.close();
  Deno.writeTextFileSync(path, '{"score": 1}\n', { append: true });
  throws(() => openTrialLog(path, study), { code: "INPUT_DAMAGED", message: /damaged in line 2$/ });
});

Deno.test("a place that cannot be written is an error for a person", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("tune"), "");
  throws(() => openTrialLog(folder.file("tune/trials.jsonl"), study), { code: "OUTPUT_UNWRITABLE" });
});
