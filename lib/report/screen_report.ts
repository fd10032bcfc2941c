import { styleText } from "node:util";
import type { Evaluation } from "./evaluation.ts";
import { type HonestyRow, honestyTable } from "./honesty_table.ts";
import { formatCount, formatInterval, formatScore } from "./number_format.ts";
import { printable } from "./printable.ts";
import { textTable, wrapText } from "./text_table.ts";

/** How the report is shown. */
export interface ScreenOptions {
  /** Whether the terminal takes colours (default false). */
  colour?: boolean;
  /** Columns of the terminal (default 100, at least 60). */
  width?: number;
}

/** What the closing block is written from. */
export interface ClosingBlock {
  metrics: Evaluation["metrics"];
  /** The honesty table's lines; none leaves the table out. */
  honesty?: readonly HonestyRow[];
  /** Label and path of what was written: `{ model: "models/current" }`. */
  paths: Readonly<Record<string, string>>;
  /** Commands to go on with, each a line. */
  next?: readonly string[];
}

const indent = 11;

/**
 * One step of a run: its name, what it took, what came out, how long it took. Long text goes on below.
 *
 * @param step A word: `ingest`. Empty for a line that goes on with the step before.
 * @param what What went in; empty for none.
 * @param detail What came out.
 * @param seconds Null shows none.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(
 *   stepLine("ingest", "csv:a.csv", "3 rows, 0 rejected", 0.21, { width: 60 }),
 *   "ingest     csv:a.csv   3 rows, 0 rejected              0.2 s",
 * );
 * ```
 */
export function stepLine(
  step: string,
  what: string,
  detail: string,
  seconds: number | null,
  options: ScreenOptions = {},
): string {
  const width = Math.max(60, options.width ?? 100);
  const time = seconds === null ? "" : formatSeconds(seconds);
  const body = [what, detail].filter((part) => part !== "").map((part) => printable(part)).join("   ");
  const [first, ...rest] = wrapText(body, width - indent - Math.max(time.length + 2, 10));
  const name = paint(step.padEnd(indent), "bold", options);
  const gap = " ".repeat(Math.max(2, width - indent - [...first].length - time.length));
  const lines = [time === "" ? name + first : name + first + gap + paint(time, "dim", options)];
  return [...lines, ...rest.map((line) => " ".repeat(indent) + line)].map((line) => line.trimEnd()).join(
    "\n",
  );
}

/**
 * The end of a run: confusion matrix beside scores, leak alarm, honesty table, what was written, what to do next.
 * No trailing newline.
 */
export function closingBlock(block: ClosingBlock, options: ScreenOptions = {}): string {
  const { metrics } = block;
  const lines = ["", ...sideBySide(confusion(metrics), scores(metrics))];
  if (metrics.leak.alarm) {
    lines.push("", `  ${paint("LEAK ALARM", "red", options)}: do not believe these scores`);
    for (const reason of metrics.leak.reasons) lines.push(`    - ${printable(reason)}`);
  }
  if (block.honesty && block.honesty.length > 0) {
    lines.push("", ...honestyTable(block.honesty).map((line) => `  ${line}`));
  }
  lines.push("");
  for (const [label, path] of Object.entries(block.paths)) {
    lines.push(paint(label.padEnd(indent), "bold", options) + printable(path));
  }
  (block.next ?? []).forEach((command, i) => {
    lines.push(paint((i === 0 ? "next" : "").padEnd(indent), "bold", options) + command);
  });
  return lines.join("\n");
}

function confusion({ test }: Evaluation["metrics"]): string[] {
  const { true_negative, false_positive, false_negative, true_positive } = test.confusion;
  return textTable(
    [{ title: "" }, { title: "predicted ok", align: "right" }, {
      title: "predicted failure",
      align: "right",
    }],
    [
      ["ok", formatCount(true_negative), formatCount(false_positive)],
      ["failure", formatCount(false_negative), formatCount(true_positive)],
    ],
  );
}

function scores({ test }: Evaluation["metrics"]): string[] {
  const names = { precision: "precision", recall: "recall", f1: "F1" } as const;
  return textTable([{ title: "" }, { title: "" }, { title: "95 % interval" }], [
    ...(["precision", "recall", "f1"] as const).map((name) => [
      names[name],
      formatScore(test[name], 2),
      formatInterval(test.interval[name], 2),
    ]),
  ]);
}

function sideBySide(left: readonly string[], right: readonly string[]): string[] {
  const width = Math.max(...left.map((line) => line.length));
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, i) => `  ${(left[i] ?? "").padEnd(width + 8)}${right[i] ?? ""}`.trimEnd(),
  );
}

/** `0.2 s` below a minute, `2 min 5 s` from there on. */
function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function paint(text: string, style: "bold" | "dim" | "red", options: ScreenOptions): string {
  return options.colour ? styleText(style, text, { validateStream: false }) : text;
}
