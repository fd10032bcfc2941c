import { scoreNames } from "../contracts/metrics.ts";
import { balanceVerdict } from "./balance_verdict.ts";
import type { Evaluation } from "./evaluation.ts";
import { fenceVerdict } from "./fence_verdict.ts";
import { formatCount, formatInterval, formatPercent, formatScore } from "./number_format.ts";
import { printable } from "./printable.ts";
import { type TextColumn, textTable, wrapText } from "./text_table.ts";
import { thresholdMeaning } from "./threshold_meaning.ts";

const width = 100;

/**
 * `reports/metrics_report.txt`: what evaluation found, for a person at a terminal. At most 100 columns.
 *
 * @returns The text, its last newline included.
 */
export function metricsReport(evaluation: Evaluation): string {
  const { metrics, split, header } = evaluation;
  const sections: [string, string[]][] = [
    ["DATA", data(evaluation)],
    ["LEAK CHECK", leak(evaluation)],
    ["SCORES ON HELD-OUT ROWS", scores(evaluation)],
    [`CONFUSION MATRIX AT PROBABILITY ${formatScore(metrics.test.threshold)}`, confusion(evaluation)],
    ["WHAT THE THRESHOLD MEANS", Object.values(thresholdMeaning(metrics, header)).flatMap(bullet)],
    ["RECIPE, FITTED ON TRAINING ROWS ALONE", recipe(evaluation)],
    ["WHICH READINGS MATTER", importances(evaluation)],
  ];
  const lines = [
    `Faultline metrics report: ${metrics.model.name} ${metrics.model.version}`,
    `readings  ${printable(split.ingest.source, width - 10)}`,
    `sha256    ${metrics.data.hash}`,
  ];
  for (const [title, body] of sections) lines.push("", title, ...body.map((line) => `  ${line}`.trimEnd()));
  return lines.join("\n") + "\n";
}

function data({ metrics, split }: Evaluation): string[] {
  const { rows, failures, rejected, train, test } = metrics.data;
  const counts = [["accepted", rows, failures], ["training", train.rows, train.failures], [
    "held out",
    test.rows,
    test.failures,
  ]] as const;
  const machines = split.machines
    ? `${formatCount(split.machines.train)} machines in training, ${
      formatCount(split.machines.test)
    } held out, ` +
      "none on both sides"
    : `split by ${split.by}`;
  return [
    ...textTable(
      [{ title: "rows" }, right("count"), right("share"), right("failures"), right("failure rate")],
      counts.map(([name, count, failed]) => [
        name,
        formatCount(count),
        formatPercent(count / rows),
        formatCount(failed),
        formatPercent(failed / count),
      ]),
    ),
    "",
    `${formatCount(rejected)} rows rejected as they came in; ${machines}`,
  ];
}

function leak({ metrics }: Evaluation): string[] {
  if (!metrics.leak.alarm) return ["no alarm: nothing suggests that training knew held-out rows"];
  return ["LEAK ALARM: do not believe the scores below", ...metrics.leak.reasons.flatMap(bullet)];
}

function scores({ metrics, header, detail }: Evaluation): string[] {
  const table = textTable(
    [
      { title: "score" },
      right("this model"),
      { title: "95 % interval" },
      right("cross-validated"),
      right("majority class"),
      right("published rules"),
    ],
    scoreNames.map((name) => {
      const fold = metrics.cv[name];
      const rules = name in metrics.rules ? metrics.rules[name as keyof typeof metrics.rules] : undefined;
      return [
        name,
        formatScore(metrics.test[name]),
        formatInterval(metrics.test.interval[name]),
        fold ? `${formatScore(fold.mean)} ± ${formatScore(fold.std)}` : "",
        formatScore(metrics.baseline[name]),
        typeof rules === "number" || rules === null ? formatScore(rules) : "",
      ];
    }),
  );
  const { folds } = header.params.validation;
  return [
    ...table,
    "",
    ...wrapText(
      `Intervals: ${
        formatCount(detail.bootstrap.samples)
      } bootstrap samples of held-out ${detail.bootstrap.of}. ` +
        `Cross-validated: mean and standard deviation over ${folds} folds of training rows. ` +
        `ECE before calibration: ${formatScore(metrics.test.ece_uncalibrated)}. ` +
        "brier, ece and log_loss are better when lower. n/a: the rows leave the score undefined.",
      width - 2,
    ),
  ];
}

function confusion({ metrics }: Evaluation): string[] {
  const { true_negative, false_positive, false_negative, true_positive } = metrics.test.confusion;
  return textTable([{ title: "what happened" }, right("predicted ok"), right("predicted failure")], [
    ["ok", formatCount(true_negative), formatCount(false_positive)],
    ["failure", formatCount(false_negative), formatCount(true_positive)],
  ]);
}

function recipe({ header }: Evaluation): string[] {
  const { fences, removed, balance } = header.recipe;
  const outliers = header.params.outliers;
  const fenced = outliers.method === "none" ? ["outliers: none removed"] : [
    `outliers: IQR fences, k = ${outliers.k}; ${formatCount(removed.rows)} rows removed, ` +
    `${formatCount(removed.failures)} of them failures`,
    ...textTable(
      [{ title: "column" }, { title: "verdict", width: 68 }],
      fences.map((fence) => [fence.column, fenceVerdict(fence)]),
    ).slice(1).map((line) => `  ${line}`),
  ];
  return [
    ...fenced,
    ...wrapText(`balance: ${balanceVerdict(balance, header.params.balance.ratio)}`, width - 2),
  ];
}

function importances({ detail }: Evaluation): string[] {
  const sorted = [...detail.importances].sort((a, b) => b.permutation_mean - a.permutation_mean);
  return textTable(
    [{ title: "feature" }, right("average precision lost when shuffled"), right("impurity share")],
    sorted.map((row) => [
      row.feature,
      `${formatScore(row.permutation_mean)} ± ${formatScore(row.permutation_std)}`,
      formatScore(row.impurity),
    ]),
  );
}

function bullet(text: string): string[] {
  return wrapText(printable(text), width - 4).map((line, i) => (i === 0 ? "- " : "  ") + line);
}

function right(title: string): TextColumn {
  return { title, align: "right" };
}
