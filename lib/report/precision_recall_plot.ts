import * as Plot from "@observablehq/plot";
import type { Metrics } from "../contracts/metrics.ts";
import type { EvaluationDetail } from "../model/evaluation_detail.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { formatPercent } from "./number_format.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/**
 * Precision against recall on held-out rows, with the chosen threshold, the published rules and the share of failures
 * (the precision of guessing) marked.
 *
 * @param curve Already thinned.
 */
export function precisionRecallPlot(
  curve: EvaluationDetail["precision_recall"],
  metrics: Metrics,
): EvaluationPlot {
  const title = "Precision and recall on held-out rows";
  // By rising recall: who draws a line through rows sorted by recall keeps ties in their order.
  const rows = (curve?.recall.map((recall, i) => ({
    recall,
    precision: curve.precision[i],
    threshold: curve.threshold[i] ?? null,
  })) ?? []).reverse();
  const prevalence = metrics.data.test.failures / metrics.data.test.rows;
  const { test, rules } = metrics;
  const svg = svgPlot({
    title,
    x: { domain: [0, 1], label: "recall (failures found)" },
    y: { domain: [0, 1], label: "precision (alarms that are right)", grid: true, ticks: 5 },
    marks: [
      Plot.ruleY([prevalence], { stroke: plotColours.quiet, strokeDasharray: "3 3" }),
      Plot.text([`guessing: ${formatPercent(prevalence)}`], {
        x: 0,
        y: prevalence,
        textAnchor: "start",
        dx: 6,
        dy: -9,
        fill: plotColours.quiet,
      }),
      Plot.line(rows, { x: "recall", y: "precision", stroke: plotColours.first, strokeWidth: 2 }),
      ...markedPoint(rules.recall, rules.precision, "published rules", plotColours.second, 18),
      ...markedPoint(test.recall, test.precision, "this model", plotColours.first, 36),
    ],
  });
  return { name: "precision_recall", title, svg, data: { precision_recall: rows } };
}

/** A dot with its name below and to the left, `drop` pixels down, where a good curve leaves room. */
function markedPoint(x: number | null, y: number | null, name: string, colour: string, drop: number) {
  if (x === null || y === null) return [];
  const point = [{ x, y }];
  return [
    Plot.dot(point, { x: "x", y: "y", r: 5, fill: colour, stroke: "var(--plot-background)" }),
    Plot.text(point, {
      x: "x",
      y: "y",
      text: () => `${name}: ${formatPercent(x)} found, ${formatPercent(y)} right`,
      textAnchor: "end",
      dx: 4,
      dy: drop,
      fill: colour,
      stroke: "var(--plot-background)",
      strokeWidth: 4,
    }),
  ];
}
