import * as Plot from "@observablehq/plot";
import type { Confusion } from "../contracts/metrics.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/**
 * The confusion matrix, shaded by share of its row. Its data is four rows of counts, whatever the number of readings;
 * DVC's own `confusion` template would need a row for every reading, so the repository brings a template that sums.
 */
export function confusionPlot(confusion: Confusion): EvaluationPlot {
  const title = "Confusion matrix on held-out rows";
  const rows = [
    { actual: "ok", predicted: "ok", rows: confusion.true_negative },
    { actual: "ok", predicted: "failure", rows: confusion.false_positive },
    { actual: "failure", predicted: "ok", rows: confusion.false_negative },
    { actual: "failure", predicted: "failure", rows: confusion.true_positive },
  ];
  const share = (cell: (typeof rows)[number]) =>
    cell.rows / rows.reduce((sum, other) => sum + (other.actual === cell.actual ? other.rows : 0), 0);
  const names = ["ok", "failure"];
  const svg = svgPlot({
    title,
    marginLeft: 72,
    x: { domain: names, label: "predicted", labelAnchor: "center", labelArrow: "none", tickSize: 0 },
    y: { domain: names, label: "what happened", labelArrow: "none", tickSize: 0 },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(rows, {
        x: "predicted",
        y: "actual",
        fill: (cell) => cell.actual === cell.predicted ? plotColours.first : plotColours.second,
        fillOpacity: (cell) => 0.06 + 0.3 * (share(cell) || 0),
        inset: 2,
      }),
      Plot.text(rows, {
        x: "predicted",
        y: "actual",
        text: (cell) => formatCount(cell.rows),
        fontSize: 24,
        dy: -6,
      }),
      Plot.text(rows, {
        x: "predicted",
        y: "actual",
        text: (cell) => `${formatPercent(share(cell))} of ${cell.actual}`,
        dy: 18,
      }),
    ],
  });
  return { name: "confusion", title, svg, data: { confusion: rows } };
}
