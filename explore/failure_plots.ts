import * as Plot from "@observablehq/plot";
import { sensorColumns } from "../lib/contracts/reading.ts";
import { plotColours, svgPlot } from "../lib/report/svg_plot.ts";
import type { Sample } from "./sample_readings.ts";

/** How often readings fail, by each sensor's value in bins of equal width, as SVG documents. */
export function failurePlots(columns: Sample["columns"]): string[] {
  const failure = columns.failure as number[];
  return sensorColumns.map((name) => {
    const points = (columns[name] as number[]).map((value, row) => ({ value, failed: failure[row] }));
    const bins: Plot.BinXInputs<Plot.RectYOptions> = {
      x: { value: "value", thresholds: 20 },
      y: "failed",
      fill: plotColours.first,
    };
    return svgPlot({
      title: `Failure rate by ${name}`,
      height: 220,
      x: { label: name },
      y: { label: "failure rate in %", grid: true, percent: true },
      marks: [
        Plot.rectY(points, Plot.binX({ y: "mean" }, bins)),
        Plot.ruleY([0]),
      ],
    });
  });
}
