import * as Plot from "@observablehq/plot";
import { html, raw } from "hono/html";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { Html } from "../../lib/report/page.ts";
import { plotColours, svgPlot } from "../../lib/report/svg_plot.ts";
import { capital } from "./prediction_table.ts";
import { amount, quantityOf } from "./quantity.ts";
import { riskPercent } from "./risk_percent.ts";

/** What is drawn, and over which time, in milliseconds since the epoch. */
export interface MachinePlotsOptions {
  /** Oldest first; at least one. */
  predictions: readonly StoredPrediction[];
  since: number;
  until: number;
}

/** Up to so many points each is shown as a dot. */
const mostDots = 80;

/** A machine's probability and readings over time, one plot each. */
export function machinePlots({ predictions, since, until }: MachinePlotsOptions): Html {
  const points = predictions.map((prediction) => ({ at: new Date(prediction.at), prediction }));
  const domain = [new Date(since), new Date(until)];
  const { threshold } = predictions[predictions.length - 1];
  const probability = figure({
    title: "Probability of failure",
    note: `alarm from ${riskPercent(threshold)} on (dashed)`,
    values: predictions.map((prediction) => prediction.probability),
    format: riskPercent,
    points,
    valueOf: (prediction) => prediction.probability,
    domain,
    y: { domain: [0, 1], tickFormat: "%", ticks: 3 },
    marks: [
      Plot.ruleY([threshold], { stroke: plotColours.second, strokeDasharray: "5 4", strokeWidth: 1.5 }),
    ],
  });
  const sensors = sensorColumns.map((sensor) =>
    figure({
      title: capital(quantityOf(sensor).label),
      note: "",
      values: predictions.map(({ reading }) => reading[sensor]),
      format: (value) => amount(sensor, value),
      points,
      valueOf: ({ reading }) => reading[sensor],
      domain,
      y: { ticks: 3 },
      marks: [],
    })
  );
  return html`<div class="plots">${probability}${sensors}</div>`;
}

interface Figure {
  title: string;
  note: string;
  values: readonly number[];
  format: (value: number) => string;
  points: readonly { at: Date; prediction: StoredPrediction }[];
  valueOf: (prediction: StoredPrediction) => number;
  domain: Date[];
  y: Plot.ScaleOptions;
  marks: Plot.Markish[];
}

function figure({ title, note, values, format, points, valueOf, domain, y, marks }: Figure): Html {
  const least = format(values.reduce((a, b) => Math.min(a, b)));
  const most = format(values.reduce((a, b) => Math.max(a, b)));
  const now = format(values[values.length - 1]);
  const place = { x: "at" as const, y: (point: Figure["points"][number]) => valueOf(point.prediction) };
  const svg = svgPlot({
    title: `${title} over time: from ${least} to ${most}, now ${now}`,
    width: 400,
    height: 160,
    marginTop: 12,
    marginRight: 22,
    marginBottom: 24,
    marginLeft: 46,
    x: { type: "utc", domain, label: null, ticks: 5, tickFormat: timeFormat(domain) },
    y: { label: null, grid: true, nice: true, ...y },
    marks: [
      ...marks,
      Plot.lineY(points, { ...place, stroke: plotColours.first, strokeWidth: 1.6 }),
      ...(points.length <= mostDots ? [Plot.dot(points, { ...place, fill: plotColours.first, r: 2 })] : []),
    ],
  });
  // The plot is Faultline's own, so it goes in as it is: it holds no text but numbers.
  return html`<figure><figcaption><b>${title}</b> <span class="quiet small">${
    note === "" ? "" : `${note}; `
  }now ${now}</span></figcaption>
    ${raw(svg)}</figure>`;
}

const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Hours within two days, days beyond: in UTC, as everywhere. */
function timeFormat([from, to]: readonly Date[]): (time: Date) => string {
  const format = to.getTime() - from.getTime() <= 2 * 24 * 60 * 60 * 1000 ? hour : day;
  return (time) => format.format(time);
}
