import * as Plot from "@observablehq/plot";
import type { RealPerformance } from "../contracts/monitor_report.ts";
import { poissonRange } from "./monitor_poisson_range.ts";
import { monitorTimeTicks } from "./monitor_time_ticks.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

type Period = RealPerformance["periods"][number];

/** Whether so many failures are what chance allows. */
export function isAsExpected({ failures, expected_failures }: Period): boolean {
  const [least, most] = poissonRange(expected_failures);
  return failures >= least && failures <= most;
}

/**
 * Failures by period, those that happened as dots beside those expected as lines, with what chance allows around them.
 * A period that chance does not explain has a triangle.
 */
export function monitorCalibrationPlot(periods: readonly Period[]): string {
  const rows = periods.map((period) => {
    const since = Date.parse(period.since), until = Date.parse(period.until);
    const [least, most] = poissonRange(period.expected_failures);
    return {
      since: new Date(since),
      until: new Date(until),
      middle: new Date((since + until) / 2),
      expected: period.expected_failures,
      failures: period.failures,
      least,
      most,
      outside: !isAsExpected(period),
    };
  });
  const top = Math.max(1, ...rows.map(({ failures, most }) => Math.max(failures, most)));
  const outside = rows.filter((row) => row.outside).length;
  const domain: [Date, Date] = [rows[0].since, rows[rows.length - 1].until];
  const place = { x: "middle", y: "failures" };
  return svgPlot({
    title:
      `Failures in ${rows.length} periods, expected and observed: ${outside} lie outside what chance allows`,
    width: 720,
    height: 240,
    marginLeft: 46,
    marginTop: 26,
    marginBottom: 28,
    x: { type: "utc", domain, label: null, ...monitorTimeTicks(domain) },
    y: { domain: [0, top * 1.06], grid: true, ticks: 4, label: "failures", tickFormat: wholeTick },
    marks: [
      Plot.rect(rows, {
        x1: "since",
        x2: "until",
        y1: "least",
        y2: "most",
        fill: plotColours.first,
        fillOpacity: 0.2,
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      Plot.ruleY(rows, {
        x1: "since",
        x2: "until",
        y: "expected",
        stroke: plotColours.first,
        strokeWidth: 2.4,
      }),
      Plot.dot(rows.filter((row) => !row.outside), { ...place, fill: plotColours.second, r: 4 }),
      Plot.dot(rows.filter((row) => row.outside), {
        ...place,
        fill: plotColours.second,
        symbol: "triangle",
        r: 6,
      }),
      Plot.ruleY([0]),
    ],
  });
}

function wholeTick(value: number): string {
  return Number.isInteger(value) ? String(value) : "";
}
