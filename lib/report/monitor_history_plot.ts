import * as Plot from "@observablehq/plot";
import type { DriftReportRow } from "../contracts/monitor_report.ts";
import { monitorTimeTicks } from "./monitor_time_ticks.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/** Up to so many reports each has a dot on its line. */
const mostDots = 60;
/** Where the verdicts stand, above the shares. */
const stripBase = 1.1;
const size = { width: 720, marginLeft: 52, marginBottom: 26 };

/**
 * Reports over time: the share of drifted columns as a line, and the verdicts as a strip above it, in which height tells
 * them apart as well as colour.
 *
 * @param rows Oldest first, at least two.
 */
export function monitorDriftHistoryPlot(rows: readonly DriftReportRow[], driftShare: number): string {
  const points = rows.map(({ made_at, share }) => ({ at: new Date(made_at), share }));
  const domain = domainOf(rows);
  const alarms = rows.filter(({ verdict }) => verdict === "alarm").length;
  const runs = verdictRuns(rows);
  // One path a verdict, with gaps where another holds: verdicts that turn every time weigh little.
  const strip = (verdict: DriftReportRow["verdict"], height: number, colour: string) =>
    rows.every((row) => row.verdict !== verdict)
      ? []
      : [Plot.line(stripPoints(runs.filter((run) => run.verdict === verdict)), {
        x: "at",
        y: () => stripBase,
        dy: -height / 2,
        stroke: colour,
        strokeWidth: height,
        strokeLinecap: "butt",
      })];
  return svgPlot({
    ...size,
    title:
      `Share of drifted columns in ${formatCount(rows.length)} reports, ${
        formatCount(alarms)
      } of them alarms; ` +
      `the latest ${formatPercent(rows[rows.length - 1].share)}`,
    height: 210,
    marginTop: 26,
    x: { type: "utc", domain, label: null, ...monitorTimeTicks(domain) },
    y: {
      domain: [0, 1.28],
      ticks: [0, 0.5, 1],
      tickFormat: (share: number) => `${100 * share} %`,
      label: "drifted columns",
    },
    marks: [
      Plot.ruleY([0, 0.5, 1], { stroke: "currentColor", strokeOpacity: 0.1 }),
      Plot.ruleY([driftShare], { stroke: plotColours.quiet, strokeDasharray: "5 4" }),
      Plot.lineY(points, { x: "at", y: "share", stroke: plotColours.first, strokeWidth: 2 }),
      ...points.length <= mostDots
        ? [Plot.dot(points, { x: "at", y: "share", fill: plotColours.first, r: 2.6 })]
        : [],
      ...strip("alarm", 18, plotColours.second),
      ...strip("ok", 6, plotColours.first),
      ...strip("insufficient_data", 2, plotColours.quiet),
    ],
  });
}

/**
 * F1 over time: real where outcomes came back, and the estimate made without them.
 *
 * @param rows Oldest first, at least two.
 */
export function monitorScoreHistoryPlot(rows: readonly DriftReportRow[]): string {
  const points = rows.map(({ made_at, f1, estimated_f1 }) => ({
    at: new Date(made_at),
    real: f1 ?? NaN,
    estimate: estimated_f1 ?? NaN,
  }));
  const domain = domainOf(rows);
  const known = rows.filter(({ f1 }) => f1 !== null).length;
  const dots = points.length <= mostDots;
  return svgPlot({
    ...size,
    title: `F1 in ${formatCount(rows.length)} reports: real in ${formatCount(known)} of them, and estimated`,
    height: 180,
    marginTop: 26,
    x: { type: "utc", domain, label: null, ...monitorTimeTicks(domain) },
    y: { domain: [0, 1], grid: true, ticks: 3, label: "F1" },
    marks: [
      Plot.lineY(points, {
        x: "at",
        y: "estimate",
        stroke: plotColours.second,
        strokeWidth: 1.8,
        strokeDasharray: "6 3",
      }),
      Plot.lineY(points, {
        x: "at",
        y: "real",
        stroke: plotColours.first,
        strokeWidth: 2.2,
        strokeLinecap: "round",
      }),
      ...dots
        ? [
          Plot.dot(points, {
            x: "at",
            y: "estimate",
            stroke: plotColours.second,
            fill: "var(--plot-background)",
            r: 2.8,
          }),
          Plot.dot(points, { x: "at", y: "real", fill: plotColours.first, r: 3 }),
        ]
        : [],
    ],
  });
}

function domainOf(rows: readonly DriftReportRow[]): [Date, Date] {
  return [new Date(rows[0].made_at), new Date(rows[rows.length - 1].made_at)];
}

/** Neighbouring reports of one verdict, in milliseconds since the epoch. */
interface VerdictRun {
  verdict: DriftReportRow["verdict"];
  since: number;
  until: number;
}

/** Each run lasts until the next begins; that of the last report has no length, so it is given the last hundredth. */
function verdictRuns(rows: readonly DriftReportRow[]): VerdictRun[] {
  const [from, to] = domainOf(rows).map((time) => time.getTime());
  const last = to - (to - from) / 100;
  const runs: VerdictRun[] = [];
  for (const { verdict, made_at } of rows) {
    const since = Math.min(Date.parse(made_at), last), open = runs[runs.length - 1];
    if (open?.verdict === verdict) continue;
    if (open) open.until = since;
    runs.push({ verdict, since, until: to });
  }
  return runs;
}

/** A run's ends, and a point that is none, where the line stops. */
function stripPoints(runs: readonly VerdictRun[]): { at: Date }[] {
  return runs.flatMap(({ since, until }) => [since, until, NaN].map((ms) => ({ at: new Date(ms) })));
}
