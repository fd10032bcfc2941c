import { html } from "hono/html";
import type { DataQuality, MonitorReport } from "../contracts/monitor_report.ts";
import { clipMiddle } from "./clip_middle.ts";
import { formatValue } from "./drift_number.ts";
import { htmlTable } from "./html_table.ts";
import { monitorColumn } from "./monitor_column.ts";
import { formatSeconds, formatTime } from "./monitor_time.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";

/** Rows of a table of refusals. */
const mostListed = 20;

/** What is wrong with the data itself, each kind in a line, and tables of what can be named. */
export function monitorQuality({ quality, window }: Pick<MonitorReport, "quality" | "window">): Html {
  return html`
    ${htmlTable(
      [{ title: "looked for" }, { title: "readings", number: true }, { title: "what was found" }],
      qualityLines(quality, window.read),
    )}
    ${refusedTable(quality)} ${rangeTable(quality)} ${staleTable(quality)}
  `;
}

/** What was looked for, how many readings have it, and more about it. */
export function qualityLines(
  quality: DataQuality,
  read: number,
): [name: string, readings: string, found: string][] {
  const { refused, out_of_range, stale, stale_count, duplicates, clocks, without_measured_at } = quality;
  const most = out_of_range[0];
  return [
    refused === null
      ? ["refused", "not known", "the server counts them; nobody did here"]
      : ["refused", formatCount(refused.readings), `${formatPercent(refused.share)} of those sent`],
    [
      "outside what the model has seen",
      formatCount(out_of_range.reduce((sum, { below, above }) => sum + below + above, 0)),
      most
        ? `in ${formatCount(out_of_range.length)} ${out_of_range.length === 1 ? "column" : "columns"}`
        : "nothing",
    ],
    [
      "stale sensors",
      formatCount(stale_count),
      stale_count === 0
        ? "every sensor that usually changes still does"
        : `${stale_count === 1 ? "a sensor" : "sensors"} of single machines, unchanged for up to ${
          formatCount(stale[0]?.readings ?? 0)
        } readings`,
    ],
    [
      "sent more than once",
      formatCount(duplicates.readings),
      duplicates.readings === 0 ? "nothing" : `${formatPercent(duplicates.share)} of readings`,
    ],
    [
      "measured later than predicted",
      formatCount(clocks.ahead),
      clocks.ahead === 0
        ? "no clock is ahead"
        : `a clock is ahead, by up to ${formatSeconds(clocks.most_ahead_s)}`,
    ],
    [
      "measured over a day before",
      formatCount(clocks.behind),
      clocks.behind === 0
        ? "none came late"
        : `late data, or a clock that is behind, by up to ${formatSeconds(clocks.most_behind_s)}`,
    ],
    [
      "without a time of measurement",
      formatCount(without_measured_at),
      without_measured_at === 0
        ? "nothing"
        : `${
          formatPercent(without_measured_at / Math.max(read, without_measured_at))
        } of readings: their clocks ` +
          "cannot be checked",
    ],
  ];
}

const reasons = {
  missing: "missing",
  category: "not known to the model",
  range: "out of the allowed range",
  other: "wrong",
} as const;

function refusedTable({ refused }: DataQuality): Html | "" {
  if (refused === null || refused.reasons.length === 0) return "";
  const more = refused.reasons.length - mostListed;
  return html`
    <h3>Refused, by reason</h3>
    ${htmlTable(
      [{ title: "field" }, { title: "reason" }, { title: "value" }, { title: "readings", number: true }],
      refused.reasons.slice(0, mostListed).map(({ field, reason, value, readings }) => [
        clipMiddle(field, 40),
        reasons[reason],
        value === null
          ? html`<span class="quiet">${reason === "category" ? "various" : "none"}</span>`
          : `“${clipMiddle(value, 30)}”`,
        formatCount(readings),
      ]),
    )}
    ${more > 0 ? html`<p class="note">and ${formatCount(more)} more reasons</p>` : ""}
  `;
}

function rangeTable({ out_of_range }: DataQuality): Html | "" {
  if (out_of_range.length === 0) return "";
  return html`
    <h3>Outside what the model has seen</h3>
    ${htmlTable(
      [
        { title: "reading" },
        { title: "meaning" },
        { title: "least seen", number: true },
        { title: "most seen", number: true },
        { title: "below", number: true },
        { title: "above", number: true },
        { title: "share", number: true },
      ],
      out_of_range.map(({ column, least, most, below, above, share }) => {
        const { name, meaning } = monitorColumn(column);
        return [
          name,
          meaning,
          formatValue(least, null),
          formatValue(most, null),
          formatCount(below),
          formatCount(above),
          formatPercent(share),
        ];
      }),
    )}
  `;
}

function staleTable({ stale, stale_count }: DataQuality): Html | "" {
  if (stale.length === 0) return "";
  const more = stale_count - stale.length;
  return html`
    <h3>Sensors that stopped changing, by machine</h3>
    ${htmlTable(
      [
        { title: "machine" },
        { title: "sensor" },
        { title: "meaning" },
        { title: "stuck at", number: true },
        { title: "readings", number: true },
        { title: "since" },
      ],
      stale.map(({ machine_id, column, value, readings, since }) => {
        const { name, meaning } = monitorColumn(column);
        return [
          clipMiddle(machine_id, 40),
          name,
          meaning,
          formatValue(value, null),
          formatCount(readings),
          html`<time datetime="${since}">${formatTime(since)}</time>`,
        ];
      }),
    )}
    ${more > 0 ? html`<p class="note">and ${formatCount(more)} more, unchanged for less long</p>` : ""}
  `;
}
