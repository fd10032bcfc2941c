import * as Plot from "@observablehq/plot";
import type { CalibrationCurve } from "../metrics/calibration_curve.ts";
import type { EvaluationDetail } from "../model/evaluation_detail.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/**
 * Predicted probability against the share that failed, before and after calibration; a dot's area grows with the
 * rows it stands for. What is served goes to `calibration.json`, the rest to `calibration_before.json`.
 */
export function calibrationPlot({ before, after }: EvaluationDetail["calibration"]): EvaluationPlot {
  const title = "Calibration on held-out rows";
  const served = curveRows(after), raw = curveRows(before);
  const curve = { x: "mean_predicted", y: "observed" };
  const svg = svgPlot({
    title,
    x: { domain: [0, 1], label: "predicted probability of failure" },
    y: { domain: [0, 1], label: "share that failed", grid: true, ticks: 5 },
    r: { range: [0, 9] },
    marks: [
      Plot.line([[0, 0], [1, 1]], { stroke: plotColours.quiet, strokeDasharray: "2 4" }),
      Plot.line(raw, { ...curve, stroke: plotColours.second, strokeDasharray: "6 3" }),
      Plot.dot(raw, { ...curve, r: size, stroke: plotColours.second, strokeWidth: 1.5 }),
      Plot.line(served, { ...curve, stroke: plotColours.first, strokeWidth: 2 }),
      Plot.dot(served, { ...curve, r: size, fill: plotColours.first, stroke: "var(--plot-background)" }),
      ...legendLine("calibrated, as served (solid)", plotColours.first, 8),
      ...legendLine("before calibration (dashed, open)", plotColours.second, 26),
      ...legendLine("perfect (dotted)", plotColours.quiet, 44),
    ],
  });
  return { name: "calibration", title, svg, data: { calibration: served, calibration_before: raw } };
}

function curveRows({ mean_predicted, observed, count }: CalibrationCurve) {
  return mean_predicted.map((mean, i) => ({ mean_predicted: mean, observed: observed[i], count: count[i] }));
}

/** Counts run over orders of magnitude: most rows are surely healthy. The fourth root keeps small bins visible. */
function size(row: { count: number }): number {
  return Math.sqrt(Math.sqrt(row.count));
}

function legendLine(text: string, fill: string, dy: number) {
  return [Plot.text([text], { frameAnchor: "top-left", dx: 10, dy, fill })];
}
