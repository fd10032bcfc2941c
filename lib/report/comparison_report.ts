import type { Comparison } from "../contracts/comparison.ts";
import { honestyRows, honestyTable } from "./honesty_table.ts";
import { formatCount, formatScore } from "./number_format.ts";
import { printable } from "./printable.ts";
import { textTable, wrapText } from "./text_table.ts";

/**
 * `reports/compare.txt`: the honesty table, every recipe's scores, and why an alarm sounded. At most 100 columns.
 *
 * @returns The text, its last newline included.
 */
export function comparisonReport(comparison: Comparison): string {
  const alarms = comparison.recipes.filter((recipe) => recipe.leak.alarm);
  const lines = [
    `The same ${formatCount(comparison.rows)} rows through ${comparison.recipes.length} recipes`,
    "",
    ...honestyTable(honestyRows(comparison)),
    "",
    "Scores on held-out rows",
    "",
    ...scores(comparison),
  ];
  if (alarms.length > 0) lines.push("", "Why the leak alarm sounds");
  for (const { title, leak } of alarms) {
    lines.push("", printable(title, 100));
    for (const reason of leak.reasons) {
      lines.push(...wrapText(printable(reason), 94).map((line, i) => (i === 0 ? "  - " : "    ") + line));
    }
  }
  return lines.join("\n") + "\n";
}

function scores(comparison: Comparison): string[] {
  const names = ["precision", "recall", "f1", "mcc", "average_precision"] as const;
  const numbers = [...names, "synthetic_held_out"].map((name) => ({
    title: name.replaceAll("_", " "),
    align: "right" as const,
    width: 9,
  }));
  return textTable(
    [{ title: "recipe", width: 39 }, ...numbers],
    comparison.recipes.map((recipe) => [
      printable(recipe.title),
      ...names.map((name) => formatScore(recipe.held_out?.[name])),
      formatCount(recipe.synthetic_held_out),
    ]),
  );
}
