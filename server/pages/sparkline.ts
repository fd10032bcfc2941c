import { html } from "hono/html";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { Html } from "../../lib/report/page.ts";
import { riskPercent } from "./risk_percent.ts";

/** What a sparkline shows. */
export interface SparklineOptions {
  /** Oldest first. */
  predictions: readonly StoredPrediction[];
  /** Milliseconds since the epoch: its left and its right end. */
  since: number;
  until: number;
  /** What the left end is called. */
  sinceLabel: string;
}

const width = 240, height = 48;

/** Probability over time as a line of its own, from 0 to 1, the threshold dashed. */
export function sparkline({ predictions, since, until, sinceLabel }: SparklineOptions): Html {
  const x = (at: string) => round((Date.parse(at) - since) / (until - since) * width);
  const y = (probability: number) => round((1 - probability) * height);
  const points = predictions.map(({ at, probability }) => `${x(at)},${y(probability)}`);
  const last = predictions[predictions.length - 1];
  const values = predictions.map(({ probability }) => probability);
  const label =
    `Probability of failure since ${sinceLabel}: between ${riskPercent(Math.min(...values))} and ` +
    `${riskPercent(Math.max(...values))}, now ${riskPercent(last.probability)}; ` +
    `an alarm from ${riskPercent(last.threshold)} on`;
  const line = points.join(" ");
  const area = `${x(predictions[0].at)},${height} ${line} ${x(last.at)},${height}`;
  const mark = y(last.threshold);
  return html`
    <div>
      <svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img"
        aria-label="${label}">
        <line class="base" x1="0" x2="${width}" y1="${height}" y2="${height}" />
        <polygon class="area" points="${area}" />
        <line class="mark" x1="0" x2="${width}" y1="${mark}" y2="${mark}" />
        <polyline class="line" points="${line}" stroke-linecap="round" />
      </svg>
      <div class="spark-note"
        aria-hidden="true"><span>${sinceLabel}</span><span>alarm from ${riskPercent(
          last.threshold,
        )}</span><span>now</span></div>
    </div>
  `;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
