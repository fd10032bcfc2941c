import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { RegisterParams } from "../../lib/contracts/params.ts";
import { loadCandidate } from "../../lib/promotion/load_candidate.ts";
import { registerVersion } from "../../lib/promotion/register_version.ts";
import { versionTags } from "../../lib/promotion/version_tags.ts";
import type { Registry } from "../../lib/tracking/registry.ts";
import { startHttpFront } from "../tracking/http_front.ts";
import { firstLine } from "../pipeline/expect_failure.ts";
import { paramsWith } from "../lib/model/sample_model.ts";
import { exists, sha256 } from "../pipeline/small_run.ts";
import { named, settings, trackedProject } from "../pipeline/tracked_project.ts";

const tracked = await trackedProject();
const { project, mlflow, http, registry, run, retrain, state } = tracked;
Deno.test.afterAll(async () => await tracked[Symbol.asyncDispose]());

/** Text as one line, however the terminal has broken it. */
const flat = (text: string) => text.replace(/\s+/g, " ");

Deno.test("registered, refused, passed, rolled back and rolled back again: the alias follows, the history keeps all of it", async () => {
  const name = named("story");
  match((await run(["champion", ...name])).stdout, /^champion {3}story {3}none: deno task register\n$/);

  const first = flat((await run(["register", ...name])).stdout);
  match(
    first,
    /^model models\/current [0-9a-f]{12}: F1 0\.\d{3}, recall 0\.\d{3}, calibration error 0\.\d{3} on 1,800 held-out rows run http:\S+ version story 1, challenger gate passed champion story version 1 $/,
  );
  const firstModel = sha256(Deno.readFileSync(project.file("models/current/model.safetensors")));
  const version = await registry.version({ name: "story", alias: "champion", version: null });
  const metrics = JSON.parse(Deno.readTextFileSync(project.file("models/current/metrics.json")));
  const tag = (key: string) => version.tags.get(key);
  deepEqual([tag("model_version"), tag("threshold"), tag("data_hash")], [
    firstModel.slice(0, 12),
    String(metrics.test.threshold),
    metrics.data.hash,
  ]);
  deepEqual([tag("test.f1"), tag("test.average_precision")], [
    String(metrics.test.f1),
    String(metrics.test.average_precision),
  ]);
  equal(tag("sha256/model.safetensors"), firstModel);
  equal(
    tag("sha256/reference.arrow"),
    sha256(Deno.readFileSync(project.file("models/current/reference.arrow"))),
  );
  equal(tag("sha256/metrics.json"), sha256(Deno.readFileSync(project.file("models/current/metrics.json"))));
  equal(tag("gate"), "passed; there was nobody to compare with");
  match(tag("trained_until")!, /^20\d\d-\d\d-\d\dT/);

  const again = flat((await run(["register", ...name])).stdout);
  match(again, /version story the model is version 1 already, and the champion $/);
  equal((await registry.versions("story")).length, 1, "no twin");

  // 3 shallow trees are worse by far; the floors are out of the way, so that the comparison alone refuses.
  await retrain("train.trees=3", "train.max_depth=4");
  const noFloors = ["--set", "register.min_f1=0", "--set", "register.min_recall=0"];
  const dry = flat((await run(["register", "--dry-run", ...noFloors, ...name], 3)).stdout);
  equal((await registry.versions("story")).length, 1, "a dry run registers nothing");
  const refused = flat((await run(["register", ...noFloors, ...name], 3)).stdout);
  const reason =
    /average precision may be up to 0\.\d+ below the champion's \(version 1\) on 1800 rows that neither has seen, 62 of them failures \(0\.\d{3} beside 0\.\d{3}; 90 % bound; margin 0\.01\)/;
  for (const text of [dry, refused]) match(text, reason);
  match(refused, /gate refused - average precision .* champion story version 1, as before $/);
  const after = await state("story");
  deepEqual([after.champion!.version, after.challenger!.version, after.history.length], ["1", "2", 1]);
  match(after.challenger!.gate!, /^refused: average precision may be up to /);
  const floors = flat((await run(["register", ...name], 3)).stdout);
  match(floors, /version story 2, challenger/, "a refused model is judged again, as the same version");
  match(floors, /- held-out recall is 0\.\d+, and must be at least 0\.6/);

  await retrain("train.trees=40");
  match(
    flat((await run(["register", ...name])).stdout),
    /gate passed champion story version 3 \(before: version 1\) $/,
  );
  await retrain("train.trees=150");
  const fourth = flat((await run(["register", "--why", "more trees", ...name])).stdout);
  match(
    fourth,
    /compared with the champion \(version 3\) .* compared with the best past champion \(version 1\)/,
  );

  // `deno task model:pull` takes the champion, and what it takes is what was trained.
  await run(["model:pull", "--model", "models:/story@champion", "--to", "models/pulled"]);
  for (const file of ["model.safetensors", "reference.arrow", "metrics.json"]) {
    deepEqual(
      Deno.readFileSync(project.file(`models/pulled/${file}`)),
      Deno.readFileSync(project.file(`models/current/${file}`)),
    );
  }

  equal((await registry.version({ name: "story", alias: "champion", version: null })).version, "4");
  match((await run(["champion", "--rollback", ...name])).stdout, /^champion {3}story {3}version 3, model /);
  match((await run(["champion", "--rollback", ...name])).stdout, /^champion {3}story {3}version 1, model /);
  const end = await run(["champion", "--rollback", ...name], 1);
  equal(firstLine(end), "error[MODEL_NOT_FOUND]: there was no champion of story before version 1");

  const left = flat((await run(["register", ...name])).stdout);
  match(
    left,
    /the model is version 4 already and has passed the gate; champion is version 1; deno task champion --rollback --to 4 makes it champion again $/,
  );
  await run(["champion", "--rollback", "--to", "3", "--why", "the second was best", ...name]);

  const { champion, history, notes } = await state("story");
  equal(champion!.version, "3");
  deepEqual(
    history.toReversed().map(({ version, previous, why }) => [version, previous, why.split(";")[0]]),
    [
      ["1", null, "passed"],
      ["3", "1", "passed"],
      ["4", "3", "more trees"],
      ["3", "4", "rolled back from version 4"],
      ["1", "3", "rolled back from version 3"],
      ["3", "1", "the second was best"],
    ],
  );
  deepEqual(notes, []);
  deepEqual(
    Deno.readDirSync(project.file(".tracking")).map(({ name }) => name).toArray().sort(),
    ["models", "runs"],
    "what was compared is gone",
  );
});

Deno.test("only who was champion comes back, and nobody comes back twice", async () => {
  const name = named("story");
  const never = await run(["champion", "--rollback", "--to", "2", ...name], 2);
  match(
    never.stderr,
    /error\[USAGE\]: version 2 of story was never champion\n {2}hint: versions that were: 1, 4; /,
  );
  const already = await run(["champion", "--rollback", "--to", "3", ...name], 2);
  match(already.stderr, /error\[USAGE\]: version 3 of story is the champion already/);
  match(
    (await run(["champion", "--to", "1", ...name], 2)).stderr,
    /error\[USAGE\]: --to belongs to --rollback/,
  );
  const unknown = await run(["champion", "--rollback", ...named("nobody")], 1);
  equal(firstLine(unknown), "error[MODEL_NOT_FOUND]: nobody has never had a champion");
});

Deno.test("an alias that was moved by hand is noted, and a rollback leads back to the history's champion", async () => {
  await registry.setAlias("story", "champion", "2");
  match(
    (await state("story")).notes[0],
    /^the alias was moved by hand: by the history version 3 .* by the alias version 2$/,
  );
  await run(["champion", "--rollback", ...named("story")]);
  const { champion, history, notes } = await state("story");
  deepEqual([champion!.version, history[0].previous, notes], ["3", "2", []]);
});

Deno.test("a champion whose files were changed on the server is not compared with: nothing is decided", async () => {
  await run(["register", ...named("damaged")]);
  await retrain("train.trees=21");
  const champion = await registry.version({ name: "damaged", alias: "champion", version: null });
  const path = `${mlflow.artifactFolder}/1/models/${champion.model_id}/artifacts/faultline/model.safetensors`;
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.with(bytes.length - 1, bytes[bytes.length - 1] ^ 1));
  const { stderr } = await run(["register", ...named("damaged")], 1);
  match(stderr, /error\[MODEL_DAMAGED\]: model\.safetensors of models:\/damaged\/1 has SHA-256 /);
  const after = await state("damaged");
  deepEqual([after.champion!.version, after.challenger!.gate], ["1", null], "the gate has not spoken");
  Deno.writeFileSync(path, bytes);
  await run(["register", "--set", "register.margin=0.5", ...named("damaged")]);
  deepEqual((await registry.versions("damaged")).map(({ version }) => version), ["1", "2"]);
});

Deno.test("no server named is wrong use, and one that is away costs nothing: what waits is sent when it is back", async () => {
  for (const task of [["register"], ["champion"], ["model:pull"]]) {
    const { stderr } = await run(task, 2, { MLFLOW_TRACKING_URI: "" });
    match(stderr, /^error\[TRACKING_ADDRESS\]: MLFLOW_TRACKING_URI is not set: .*\n {2}hint: e\.g\. /);
  }
  await retrain("train.trees=22");
  await mlflow.halt();
  const away = await run(["register", ...named("late")], 1);
  match(away.stderr, /error\[TRACKING_UNREACHABLE\]: .*\n {2}hint: /);
  await mlflow.resume();
  match(flat((await run(["register", ...named("late")])).stdout), /version late 1, challenger/);
  const { run_id } = await registry.version({ name: "late", alias: "champion", version: null });
  const { runs } = await http.post("runs/search", { experiment_ids: ["1"] }) as {
    runs: { info: { run_id: string } }[];
  };
  equal(new Set(runs.map(({ info }) => info.run_id)).size, runs.length);
  const { data } = ((await http.get("runs/get", { run_id: run_id! })) as {
    run: { data: { tags: { key: string; value: string }[] } };
  }).run;
  const tag = (key: string) => data.tags.find((tag) => tag.key === key)?.value;
  equal(tag("register.version"), "models:/late/1");
  match(tag("register.gate")!, /^passed/);
});

Deno.test("a server without a registry keeps run and artifacts, and the task says that it has none", async () => {
  await retrain("train.trees=23");
  await using front = await startHttpFront(mlflow.port);
  front.decide(({ path }) =>
    /registered-models|model-versions/.test(path) ? { status: 404, body: "<!doctype html>not here" } : "pass"
  );
  const { stdout, stderr } = await run(["register", ...named("absent")], 1, {
    MLFLOW_TRACKING_URI: front.uri,
  });
  match(
    stderr,
    /error\[REGISTRY_ABSENT\]: .* has no model registry\n {2}hint: runs and artifacts are kept there all the same/,
  );
  const runId = /\/runs\/([0-9a-f]{32})/.exec(stdout)![1];
  const { files } = await http.get("artifacts/list", { run_id: runId }) as { files: { path: string }[] };
  ok(files.some(({ path }) => path === "metrics.json"), JSON.stringify(files));
  match((await run(["champion"], 1, { MLFLOW_TRACKING_URI: front.uri })).stderr, /error\[REGISTRY_ABSENT\]/);
});

Deno.test("a server that takes no artifacts gets no model, and no version is made of none", async () => {
  await retrain("train.trees=26");
  await using front = await startHttpFront(mlflow.port);
  const refusal = JSON.stringify({
    error_code: "TEMPORARILY_UNAVAILABLE",
    message: "run with --serve-artifacts",
  });
  front.decide(({ path }) => path.includes("/mlflow-artifacts/") ? { status: 503, body: refusal } : "pass");
  const { stderr } = await run(["register", ...named("bare")], 1, { MLFLOW_TRACKING_URI: front.uri });
  match(
    stderr,
    /error\[TRACKING_REFUSED\]: the tracking server \S+ takes no artifacts, so no model\n {2}hint: /,
  );
  deepEqual(await registry.versions("bare"), []);
});

Deno.test("a model beside rows or metrics that are not its own is refused before anything is sent", async () => {
  const { stderr: other } = await run(["register", "--model", "models/nowhere"], 1);
  match(other, /error\[MODEL_NOT_FOUND\]/);
  await run(["stage:train", ...settings, "--set", "train.trees=24"], 0, {});
  match(
    (await run(["register", ...named("mixed")], 1)).stderr,
    /error\[INPUT_DAMAGED\]: models\/current\/metrics\.json judges model [0-9a-f]{12}, not /,
  );
  await run(["stage:evaluate", ...settings, "--set", "train.trees=24"], 0, {});
  // As many rows or not, those held out by another seed were trained on.
  await run(["stage:transform", "--set", "split.seed=5"], 0, {});
  await run(["stage:evaluate", ...settings, "--set", "train.trees=24"], 0, {});
  match(
    (await run(["register", ...named("mixed")], 1)).stderr,
    /error\[INPUT_DAMAGED\]: data\/prepared does not hold the readings that model [0-9a-f]{12} was made of/,
  );
  deepEqual(await registry.versions("mixed"), []);
  await run(["stage:transform"], 0, {});
});

/** What `deno task register` does with a model logged before, on a registry that a test may tamper with. */
async function registerOn(
  name: string,
  tampered: Partial<Registry> = {},
  params: Partial<RegisterParams> = {},
) {
  const folder = project.file("models/current");
  const candidate = await loadCandidate({ model: folder, prepared: project.file("data/prepared") });
  const { source, model_id, run_id } = await registry.version({
    name: "first",
    alias: "champion",
    version: null,
  });
  return await registerVersion({
    registry: { ...registry, ...tampered },
    params: { ...paramsWith().register, ...params, name },
    candidate,
    folder: Deno.makeTempDirSync({ dir: project.path }),
  }, {
    logged: { source, model_id, run_id: run_id!, tags: await versionTags(candidate, folder) },
    why: null,
    now: Date.now,
  });
}

Deno.test("registering that is cut short anywhere is finished by doing it again, with one version and one entry", async () => {
  await retrain("train.trees=25");
  for (const [number, step] of [[1, "setAlias"], [2, "setAlias"], [1, "setTag"]] as const) {
    const name = `cut-${number}-${step}`;
    let calls = 0;
    const cut = (...args: [string, string, string]) =>
      ++calls === number ? Promise.reject(new Error("cut")) : registry[step](...args);
    await rejects(registerOn(name, { [step]: cut }), /cut/);
    const { version, champion } = await registerOn(name);
    deepEqual([version, champion], ["1", "1"], name);
    const { history, notes } = await state(name);
    deepEqual([history.length, history[0].version, notes], [1, "1", []], name);
  }
});

Deno.test("a candidate is compared again with a champion that was made while it was compared", async () => {
  const name = "race";
  await run(["register", ...named(name)]);
  await registry.deleteAlias(name, "champion");
  await retrain("train.trees=3", "train.max_depth=4");
  // There is no champion when the comparison begins; before it ends somebody's good model is.
  let asked = 0;
  const aliases = async () => {
    if (++asked === 2) await registry.setAlias(name, "champion", "1");
    return await registry.aliases(name);
  };
  const tags = () => Promise.resolve(new Map<string, string>());
  const { verdict, champion } = await registerOn(name, { aliases, tags }, { min_f1: 0, min_recall: 0 });
  deepEqual([verdict!.passed, verdict!.comparisons.map((one) => one.version), champion], [false, ["1"], "1"]);
});

Deno.test("model:pull refuses what names no registered model, and what is nobody", async () => {
  match(
    (await run(["model:pull", "--model", "models/current"], 2)).stderr,
    /error\[USAGE\]: --model must name a registered model/,
  );
  match((await run(["model:pull", "--model", "models:/story@nobody"], 1)).stderr, /error\[MODEL_NOT_FOUND\]/);
  match(
    (await run(["model:pull", "--model", "models:/story@champion", "--to", "../out"], 1)).stderr,
    /error\[OUTPUT_UNWRITABLE\]/,
  );
  equal(exists(project.file("../out")), false);
});
