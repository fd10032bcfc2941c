import { FaultlineError } from "../lib/errors.ts";
import type { Comparison } from "../lib/promotion/comparison.ts";
import type { Verdict } from "../lib/promotion/gate.ts";
import { gateTag } from "../lib/promotion/gate_tag.ts";
import { type Candidate, loadCandidate } from "../lib/promotion/load_candidate.ts";
import {
  judgeCandidate,
  type Registered,
  registerVersion,
  versionOf,
} from "../lib/promotion/register_version.ts";
import { versionTags } from "../lib/promotion/version_tags.ts";
import { formatCount, formatScore } from "../lib/report/number_format.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import type { NewVersion } from "../lib/tracking/registry.ts";
import { sendRun } from "../lib/tracking/send_run.ts";
import type { TrackedRun } from "../lib/tracking/tracked_run.ts";
import { openRegistry } from "./tracking/open_registry.ts";
import { negativeExitCode, runTask, type TaskContext } from "./stage.ts";
import { logEvaluation } from "./tracking/log_evaluation.ts";
import { openTracker, sentLine, type Tracker, trackingFolder } from "./tracking/tracker.ts";

/** The task's own options, by commander's names. */
interface RegisterOptions {
  model: string;
  why?: string;
  dryRun?: boolean;
}

await runTask({
  name: "register",
  summary:
    "Registers a model as challenger, and makes it champion when the gate lets it pass; exits with 3 when not.",
  options: (command) =>
    command
      .option("--model <folder>", "model folder", "models/current")
      .option("--why <text>", "goes into the champion's history (default: what the gate found)")
      .option("--dry-run", "ask the gate and change nothing"),
  help: 'Example:\n  deno task register --why "trained on July"',
}, async (context) => {
  const { model: modelFolder, why, dryRun } = context.options as unknown as RegisterOptions;
  const { params: { register: params }, print } = context;
  const { registry } = openRegistry(context);
  const tracker = openTracker(context)!;
  const candidate = await loadCandidate({ model: modelFolder, prepared: "data/prepared" });
  print(stepLine("model", modelFolder, candidateText(candidate), null));

  Deno.mkdirSync(trackingFolder, { recursive: true });
  const folder = Deno.makeTempDirSync({ dir: trackingFolder, prefix: "compared-" });
  try {
    const work = { registry, params, candidate, folder };
    if (dryRun) {
      const own = await versionOf(registry, params.name, candidate.version);
      const { verdict } = await judgeCandidate(work, own?.version ?? null);
      printVerdict(context, verdict);
      return verdict.passed ? undefined : negativeExitCode;
    }
    const { run, logged } = await sendModel(context, tracker, candidate, modelFolder);
    const registered = await registerVersion(work, { logged, why: why ?? null, now: Date.now });
    await sendGate(context, tracker, run, registered);
    printRegistered(context, registered);
    return registered.verdict?.passed === false ? negativeExitCode : undefined;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** Sends the run that made the model, with the model for Python; what was sent before is not sent again. */
async function sendModel(
  { log, print }: TaskContext,
  tracker: Tracker,
  candidate: Candidate,
  modelFolder: string,
): Promise<{ run: TrackedRun; logged: Omit<NewVersion, "name"> }> {
  const { folder, http } = tracker;
  const { version, metrics } = candidate;
  const known = folder.resumeModel(version);
  const run = known ?? tracker.ofModel(version, "register");
  const logModel = async () => {
    await logEvaluation(run, metrics, modelFolder);
    // Commit and branch are those of the training, which a run that is known has been told.
    if (known) run.end("FINISHED", Date.now());
    else await tracker.finish(run);
  };
  const tags = await versionTags(candidate, modelFolder);
  if (!isLogged(tracker, run, version, tags)) await logModel();
  let sent = await sendRun(folder, run.key, http, { log });
  if (!sent.models.has(version) && sent.artifacts !== "off") {
    await logModel();
    sent = await sendRun(folder, run.key, http, { log });
  }
  print(stepLine("run", "", sentLine(sent), null));
  const source = sent.models.get(version);
  if (source === undefined) {
    throw new FaultlineError(
      "TRACKING_REFUSED",
      `the tracking server ${sent.uri} takes no artifacts, so no model`,
      {
        hint: "start it with --artifacts-destination, or ask who runs it",
      },
    );
  }
  return { run, logged: { ...source, run_id: sent.run_id, tags } };
}

/** Whether a run was given the model as its folder holds it now: evaluated again, its metrics may differ. */
function isLogged(
  { folder }: Tracker,
  run: TrackedRun,
  version: string,
  tags: Readonly<Record<string, string>>,
): boolean {
  const models = folder.place(run.key).journal.read().entries.flatMap(({ operation }) =>
    operation.op === "model" && operation.model_version === version ? [operation] : []
  );
  return models.at(-1)?.files.every(({ path, sha256 }) => {
    const wanted = tags[path.replace(/^faultline\//, "sha256/")];
    return wanted === undefined || wanted === sha256;
  }) ?? false;
}

/** Tells the model's run what came of it; the version itself says so too, so that a failure here costs nobody the task. */
async function sendGate(
  { params, log }: TaskContext,
  { folder, http }: Tracker,
  run: TrackedRun,
  { version, verdict }: Registered,
): Promise<void> {
  if (verdict === null) return;
  run.tags({
    "register.version": `models:/${params.register.name}/${version}`,
    "register.gate": gateTag(verdict),
  });
  await sendRun(folder, run.key, http, { log }).catch((error) => {
    if (!(error instanceof FaultlineError)) throw error;
    log.warn({ code: error.code, run: run.key }, error.message);
  });
}

function candidateText({ version, metrics: { test, data } }: Candidate): string {
  return `${version}: F1 ${formatScore(test.f1)}, recall ${formatScore(test.recall)}, calibration error ` +
    `${formatScore(test.ece)} on ${formatCount(data.test.rows)} held-out rows`;
}

function printVerdict({ print }: TaskContext, { passed, reasons, comparisons }: Verdict): void {
  for (const comparison of comparisons) {
    if (comparison.average_precision) print(stepLine("compared", "", comparisonText(comparison), null));
  }
  print(stepLine("gate", "", passed ? "passed" : "refused", null));
  for (const reason of reasons) print(stepLine("", "", `- ${reason}`, null));
}

function comparisonText(
  { with: role, version, rows, failures, average_precision: found }: Comparison,
): string {
  return `with the ${role} (version ${version}) on ${formatCount(rows)} rows that neither has seen, ` +
    `${formatCount(failures)} of them failures: average precision ${formatScore(found?.candidate)} beside ` +
    `${formatScore(found?.other)}, difference ${formatScore(found?.difference)}, at least ${
      formatScore(found?.lower)
    }`;
}

function printRegistered(context: TaskContext, { version, verdict, entry, champion }: Registered): void {
  const { params: { register: { name } }, print } = context;
  if (verdict === null) {
    const place = champion === version
      ? `version ${version} already, and the champion`
      : `version ${version} already and has passed the gate; champion is version ${champion ?? "none"}; ` +
        `deno task champion --rollback --to ${version} makes it champion again`;
    print(stepLine("version", name, `the model is ${place}`, null));
    return;
  }
  print(stepLine("version", name, `${version}, challenger`, null));
  printVerdict(context, verdict);
  const before = entry?.previous ? ` (before: version ${entry.previous})` : "";
  const now = champion === null ? "none" : `version ${champion}`;
  print(stepLine("champion", name, verdict.passed ? now + before : `${now}, as before`, null));
}
