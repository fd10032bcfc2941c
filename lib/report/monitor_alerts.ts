import { html } from "hono/html";
import type { AlertLoad } from "../contracts/monitor_report.ts";
import { formatValue } from "./drift_number.ts";
import { htmlTable } from "./html_table.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";

/** How often the model sounds the alarm, beside what its threshold was chosen for. */
export function monitorAlerts(alerts: AlertLoad): Html {
  const { predictions, alarms, share, designed_share, per_day, designed_per_day } = alerts;
  if (predictions === 0) return html`<p>No prediction, and so no alarm.</p>`;
  const rows = [
    [
      "readings with an alarm",
      `${formatPercent(share)} (${formatCount(alarms)} of ${formatCount(predictions)})`,
      known(designed_share, formatPercent),
    ],
    ["alarms a day", known(per_day, daily), known(designed_per_day, daily)],
    [
      "mean probability of failure",
      formatProbability(alerts.mean_probability),
      known(alerts.reference_mean_probability, formatProbability),
    ],
  ];
  return html`
    <p>${alertLoadSentence(alerts)}</p>
    ${htmlTable([
      { title: "load" },
      { title: "now", number: true },
      { title: "planned for", number: true },
    ], rows)}
    <p
      class="note">Planned for: the share of alarms on held-out rows when the threshold was chosen, at the number of
      readings that come now; of the mean probability, that of the reference.</p>
  `;
}

/**
 * The load in a sentence.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { AlertLoad } from "../contracts/monitor_report.ts";
 * const load = { predictions: 1000, alarms: 60, share: 0.06, designed_share: 0.03 } as AlertLoad;
 * equal(alertLoadSentence(load), "Alarms come 2.0 times as often as planned: for 6.0 % of readings, planned for 3.0 %.");
 * ```
 */
export function alertLoadSentence({ share, designed_share, alarms, predictions }: AlertLoad): string {
  if (predictions === 0) return "There was no prediction, and so no alarm.";
  const now = `for ${formatPercent(share)} of readings`;
  if (designed_share === null) {
    return `Alarms come ${now}; the model came without metrics, so nobody knows how many were planned for.`;
  }
  const planned = `planned for ${formatPercent(designed_share)}`;
  if (alarms === 0) return `No alarm has come, ${planned}.`;
  if (designed_share === 0) return `Alarms come ${now}, planned for none.`;
  const times = share / designed_share;
  const often = times >= 0.8 && times <= 1.25
    ? "about as often"
    : `${times.toFixed(times < 0.1 ? 2 : times < 10 ? 1 : 0)} times as often`;
  return `Alarms come ${often} as planned: ${now}, ${planned}.`;
}

function known(value: number | null, format: (value: number) => string): string {
  return value === null ? "not known" : format(value);
}

function daily(value: number): string {
  return value < 10 ? value.toFixed(1) : formatCount(Math.round(value));
}

function formatProbability(value: number): string {
  return formatValue(Number(value.toPrecision(3)), null);
}
