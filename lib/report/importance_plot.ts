import * as Plot from "@observablehq/plot";
import type { FeatureImportance } from "../model/evaluation_detail.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/** How much held-out average precision falls when a feature is shuffled, one standard deviation to each side. */
export function permutationImportancePlot(importances: readonly FeatureImportance[]): EvaluationPlot {
  const title = "Permutation importance on held-out rows";
  const rows = [...importances]
    .sort((a, b) => b.permutation_mean - a.permutation_mean)
    .map(({ feature, permutation_mean, permutation_std }) => ({
      feature,
      average_precision_lost: permutation_mean,
      std: permutation_std,
    }));
  const svg = bars(title, "average precision lost when shuffled", rows, "average_precision_lost", [
    Plot.ruleY(rows, {
      y: "feature",
      x1: (row) => row.average_precision_lost - row.std,
      x2: (row) => row.average_precision_lost + row.std,
      strokeWidth: 2,
    }),
  ]);
  return { name: "importance_permutation", title, svg, data: { importance_permutation: rows } };
}

/** The mean decrease in impurity while the forest grew. Biased towards features with many distinct values. */
export function impurityImportancePlot(importances: readonly FeatureImportance[]): EvaluationPlot {
  const title = "Impurity importance in training";
  const rows = [...importances]
    .sort((a, b) => b.impurity - a.impurity)
    .map(({ feature, impurity }) => ({ feature, impurity }));
  const svg = bars(title, "share of impurity removed", rows, "impurity", []);
  return { name: "importance_impurity", title, svg, data: { importance_impurity: rows } };
}

function bars<Row extends { feature: string }>(
  title: string,
  label: string,
  rows: readonly Row[],
  x: keyof Row & string,
  marks: Plot.Markish[],
): string {
  return svgPlot({
    title,
    marginLeft: 168,
    marginRight: 28,
    height: 58 + 28 * rows.length,
    x: { label, grid: true, nice: true, ticks: 4 },
    y: { label: null, domain: rows.map((row) => row.feature), tickSize: 0 },
    marks: [
      Plot.barX(rows, {
        x,
        y: "feature",
        fill: plotColours.first,
        fillOpacity: 0.75,
        insetTop: 3,
        insetBottom: 3,
      }),
      Plot.ruleX([0]),
      ...marks,
    ],
  });
}
