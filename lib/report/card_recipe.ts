import { html } from "hono/html";
import { balanceVerdict } from "./balance_verdict.ts";
import { figures } from "./card_quality.ts";
import type { Evaluation } from "./evaluation.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { featureMeaning } from "./feature_meaning.ts";
import { fenceVerdict } from "./fence_verdict.ts";
import { htmlTable } from "./html_table.ts";
import { formatCount, formatScore } from "./number_format.ts";
import type { Html } from "./page.ts";

/** Which readings carry the predictions, and what was done to them before the forest saw them. */
export function cardRecipe(evaluation: Evaluation, plots: readonly EvaluationPlot[]): Html {
  return html`
    ${importanceSection(evaluation, plots)} ${recipeSection(evaluation)}
  `;
}

const aboutImportance =
  "Permutation importance shuffles one feature at a time on held-out rows and asks how " +
  "much average precision is lost. Features that say the same share the loss, so a small figure can still " +
  "belong to a sensor you need.";

function importanceSection({ detail }: Evaluation, plots: readonly EvaluationPlot[]): Html {
  const columns = [
    { title: "feature" },
    { title: "what it is" },
    { title: "average precision lost", number: true },
    { title: "share of impurity", number: true },
  ];
  const sorted = [...detail.importances].sort((a, b) => b.permutation_mean - a.permutation_mean);
  const rows = sorted.map((row) => [
    html`<code>${row.feature}</code>`,
    featureMeaning(row.feature),
    `${formatScore(row.permutation_mean)} ± ${formatScore(row.permutation_std)}`,
    formatScore(row.impurity),
  ]);
  return html`
    <section>
      <h2>Which readings matter</h2>
      <p>${aboutImportance}</p>
      ${figures(plots, ["importance_permutation", "importance_impurity"])} ${htmlTable(columns, rows)}
    </section>
  `;
}

const aboutRecipe = "Rows were split first. Everything below was fitted on training rows alone, and again " +
  "inside every fold of the cross-validation. Held-out rows are original, none removed, none synthetic.";

function recipeSection({ header }: Evaluation): Html {
  const { fences, balance } = header.recipe;
  const verdicts = header.params.outliers.method === "none"
    ? ""
    : htmlTable([{ title: "column" }, { title: "verdict" }], fences.map((f) => [f.column, fenceVerdict(f)]));
  return html`
    <section>
      <h2>What was done to the readings</h2>
      <p>${aboutRecipe}</p>
      <h3>Outliers</h3>
      <p>${outlierSentence(header)}</p>
      ${verdicts}
      <h3>Balance</h3>
      <p>${balanceVerdict(balance, header.params.balance.ratio)}.</p>
    </section>
  `;
}

function outlierSentence({ params, recipe }: Evaluation["header"]): string {
  const { method, k, keep_signal } = params.outliers;
  if (method === "none") return "No outliers were removed.";
  const rule = keep_signal
    ? "In this data outliers can be the failures themselves, so a column is fenced only where the rows outside " +
      "do not fail notably more often than those inside."
    : "Columns were fenced whether or not the rows outside fail more often (keep_signal is false).";
  return `Fences at ${k} interquartile ranges. ${rule} ${
    formatCount(recipe.removed.rows)
  } training rows were ` +
    `removed, ${formatCount(recipe.removed.failures)} of them failures.`;
}
