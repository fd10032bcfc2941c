import * as Plot from "@observablehq/plot";
import { mean } from "simple-statistics";
import type { TuneParams } from "../contracts/params.ts";
import { plotColours, svgPlot } from "../report/svg_plot.ts";
import type { Trial, Tuning } from "./tune_params.ts";

const objectiveNames = { average_precision: "average precision", f1: "F1" } as const;

/** Every candidate's score by round, the winner and the defaults marked, as an SVG document. */
export function tuningPlot({ trials, winner }: Tuning, objective: TuneParams["objective"]): string {
  const name = objectiveNames[objective];
  const pointsOf = (trial: Trial) =>
    trial.rounds.map(({ trees, scores }) => ({
      trial: trial.number,
      trees,
      score: mean(scores[objective]),
    }));
  const points = trials.flatMap(pointsOf);
  const marked = [
    { label: "winner", trial: winner, colour: plotColours.first },
    ...(winner.number === 0 ? [] : [{
      label: "defaults",
      trial: trials.find(({ number }) => number === 0)!,
      colour: plotColours.second,
    }]),
  ];
  const rounds = [...new Set(points.map(({ trees }) => trees))].sort((a, b) => a - b);
  return svgPlot({
    title: `Cross-validated ${name} by round of tuning`,
    width: 560,
    marginLeft: 50,
    marginRight: 70,
    x: { type: "log", label: "trees", ticks: rounds, tickFormat: (trees: number) => String(trees) },
    y: { label: `${name}, mean over folds`, grid: true, nice: true },
    marks: [
      Plot.line(points, {
        x: "trees",
        y: "score",
        z: "trial",
        stroke: plotColours.quiet,
        strokeOpacity: 0.6,
      }),
      Plot.dot(points, { x: "trees", y: "score", r: 2.5, fill: plotColours.quiet }),
      ...marked.flatMap(({ label, trial, colour }) => {
        const way = pointsOf(trial);
        return [
          Plot.line(way, { x: "trees", y: "score", stroke: colour, strokeWidth: 2 }),
          Plot.dot(way, { x: "trees", y: "score", r: 4, fill: colour }),
          Plot.text(way.slice(-1), {
            x: "trees",
            y: "score",
            text: () => label,
            textAnchor: "start",
            dx: 8,
            fill: colour,
            stroke: "var(--plot-background)",
            strokeWidth: 4,
          }),
        ];
      }),
    ],
  });
}
