import { FaultlineError } from "../lib/errors.ts";
import { type ChampionState, championState, type VersionState } from "../lib/promotion/champion_state.ts";
import { rollBack } from "../lib/promotion/roll_back.ts";
import { printable } from "../lib/report/printable.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { textTable } from "../lib/report/text_table.ts";
import { toJson } from "./json_file.ts";
import { openRegistry } from "./tracking/open_registry.ts";
import { runTask } from "./stage.ts";

/** The task's own options, by commander's names. */
interface ChampionOptions {
  rollback?: boolean;
  to?: string;
  why?: string;
  json?: boolean;
}

await runTask({
  name: "champion",
  summary: "Shows who is champion, who was and why; goes back to an earlier champion.",
  options: (command) =>
    command
      .option("--rollback", "make the champion before this one champion again")
      .option("--to <version>", "with --rollback: the version to go back to")
      .option("--why <text>", "with --rollback: goes into the history")
      .option("--json", "print as JSON"),
  help: 'Example:\n  deno task champion --rollback --why "false alarms on line 3"',
}, async (context) => {
  const { params, options, print } = context;
  const { rollback, to, why, json } = options as ChampionOptions;
  if (!rollback && (to !== undefined || why !== undefined)) {
    throw new FaultlineError("USAGE", `${to !== undefined ? "--to" : "--why"} belongs to --rollback`, {
      hint: "e.g. deno task champion --rollback --to 2",
    });
  }
  const { name } = params.register;
  const { registry } = openRegistry(context);
  if (rollback) {
    const entry = await rollBack(registry, { name, to: to ?? null, why: why ?? null, now: Date.now() });
    context.log.info({ ...entry }, "rolled back");
  }
  const state = await championState(registry, name);
  for (const line of json ? [toJson(state).trimEnd()] : linesOf(state)) print(line);
});

function linesOf({ name, champion, challenger, history, notes }: ChampionState): string[] {
  const lines = [
    stepLine("champion", name, champion ? versionText(champion) : "none: deno task register", null),
  ];
  if (challenger && challenger.version !== champion?.version) {
    const gate = challenger.gate === null ? "" : `, ${challenger.gate}`;
    lines.push(stepLine("challenger", name, versionText(challenger) + gate, null));
  }
  for (const note of notes) lines.push(stepLine("note", "", note, null));
  if (history.length === 0) return lines;
  const columns = [
    { title: "champion from" },
    { title: "version", align: "right" as const },
    { title: "model" },
    { title: "before", align: "right" as const },
    { title: "why", width: 60 },
  ];
  const rows = history.map(({ at, version, model_version, previous, why }) => [
    ...[at.replace(/\.\d+Z$/, "Z"), version, model_version, previous ?? "none", printable(why)],
  ]);
  return [...lines, "", ...textTable(columns, rows)];
}

function versionText({ version, model_version }: VersionState): string {
  return `version ${version}${model_version === null ? "" : `, model ${model_version}`}`;
}
