import * as Plot from "@observablehq/plot";
import type { Metrics } from "../contracts/metrics.ts";
import type { EvaluationDetail } from "../model/evaluation_detail.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { formatScore } from "./number_format.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/**
 * The receiver operating characteristic on held-out rows, with the chosen threshold marked.
 *
 * @param curve Already thinned.
 */
export function rocPlot(curve: EvaluationDetail["roc"], metrics: Metrics): EvaluationPlot {
  const title = "Receiver operating characteristic on held-out rows";
  const rows = curve?.false_positive_rate.map((false_positive_rate, i) => ({
    false_positive_rate,
    true_positive_rate: curve.true_positive_rate[i],
  })) ?? [];
  const { true_negative, false_positive } = metrics.test.confusion;
  const healthy = true_negative + false_positive;
  const chosen = metrics.test.recall === null || healthy === 0
    ? []
    : [{ x: false_positive / healthy, y: metrics.test.recall }];
  const svg = svgPlot({
    title,
    x: { domain: [0, 1], label: "false alarms (share of healthy readings)" },
    y: { domain: [0, 1], label: "recall (failures found)", grid: true, ticks: 5 },
    marks: [
      Plot.line([[0, 0], [1, 1]], { stroke: plotColours.quiet, strokeDasharray: "3 3" }),
      Plot.text(["guessing"], { x: 0.5, y: 0.5, dx: 28, dy: 12, fill: plotColours.quiet }),
      Plot.line(rows, {
        x: "false_positive_rate",
        y: "true_positive_rate",
        stroke: plotColours.first,
        strokeWidth: 2,
      }),
      Plot.dot(chosen, { x: "x", y: "y", r: 5, fill: plotColours.first, stroke: "var(--plot-background)" }),
      Plot.text(chosen, {
        x: "x",
        y: "y",
        text: () => "this model at its threshold",
        textAnchor: "start",
        dx: 12,
        dy: 6,
        fill: plotColours.first,
        stroke: "var(--plot-background)",
        strokeWidth: 4,
      }),
      Plot.text([`area ${formatScore(metrics.test.roc_auc)}`], {
        frameAnchor: "bottom-right",
        dx: -8,
        dy: -8,
        fontSize: 14,
      }),
    ],
  });
  return { name: "roc", title, svg, data: { roc: rows } };
}
