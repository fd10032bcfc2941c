import { html } from "hono/html";
import type { MonitorReport, Performance, RealPerformance } from "../contracts/monitor_report.ts";
import { formatDistance } from "./drift_number.ts";
import { type HtmlColumn, htmlTable } from "./html_table.ts";
import { isAsExpected, monitorCalibrationPlot } from "./monitor_calibration_plot.ts";
import { judgedBy } from "./monitor_judged_by.ts";
import { plotKey, widePlot } from "./monitor_figure.ts";
import { formatTime } from "./monitor_time.ts";
import { formatCount, formatInterval, formatPercent, formatScore } from "./number_format.ts";
import type { Html } from "./page.ts";

/** Whether the model is to be believed: real scores where outcomes came back, and the estimate without them. */
export function monitorPerformance(report: MonitorReport): Html {
  const { performance } = report;
  return html`
    <p>${introOf(report)}</p>
    ${performance.real || performance.estimated || performance.held_out ? scoresTable(performance) : ""}
    ${performance.real ? realDetail(performance.real) : ""}
    ${outcomesNote(performance)}
  `;
}

function introOf(report: MonitorReport): Html {
  const { performance: { outcomes, real, estimated } } = report;
  const known = `Outcomes came back for ${formatPercent(outcomes.coverage)} of the predictions read`;
  switch (judgedBy(report)) {
    case "outcomes":
      return html`<span class="badge solid-badge">by outcomes</span> ${known}. Of these
        ${formatCount(real!.rows)} the real scores are known.`;
    case "estimate":
      return html`
        <span
          class="badge estimate">estimate, made without outcomes</span> ${real
            ? `${known}: ${formatCount(real.rows)}, too few to judge by.`
            : "No outcome has come back yet."} Until enough do, this is what scores would be if every probability were right, from ${formatCount(
              estimated!.rows,
            )} predictions. It cannot show that probabilities are wrong.
      `;
    default:
      return html`There are neither predictions nor outcomes to judge it by.`;
  }
}

const scores = [
  ["precision", "precision: alarms that are right"],
  ["recall", "recall: failures found"],
  ["f1", "F1: both in one"],
] as const;

function scoresTable({ real, estimated, held_out }: Performance): Html {
  const columns: HtmlColumn[] = [
    { title: "score" },
    { title: real ? "real, by outcomes" : "real: no outcomes yet", number: true },
    { title: "95 % interval", number: true },
    { title: "estimate, without outcomes", number: true },
    { title: "held out, in training", number: true },
  ];
  const rows = scores.map(([name, title]) => [
    title,
    real ? html`<strong>${formatScore(real[name])}</strong>` : html`<span class="quiet">not known</span>`,
    real && name !== "f1" ? formatInterval(real.interval[name]).slice(1, -1).replace(", ", " to ") : "",
    estimated ? html`<em>${formatScore(estimated[name])}</em>` : html`<span class="quiet">not known</span>`,
    held_out ? formatScore(held_out[name]) : html`<span class="quiet">not known</span>`,
  ]);
  return html`
    ${htmlTable(columns, rows)}
    <p class="note">${held_out
      ? `Held out: ${formatCount(held_out.rows)} readings that training never saw.`
      : "The model came without its metrics, so what it scored on held-out rows is not known."} The estimate is
      confidence-based (CBPE): every probability is taken for true, and the expected counts are scored.</p>
    ${confusions({ real, estimated })}
  `;
}

/** Really so many, and so many as expected, in one shape. */
function confusions({ real, estimated }: Pick<Performance, "real" | "estimated">): Html {
  const cell = (name: keyof RealPerformance["confusion"]) => [
    ...real ? [formatCount(real.confusion[name])] : [],
    ...estimated ? [html`<em>${expectedCount(estimated.confusion[name])}</em>`] : [],
  ];
  if (!real && !estimated) return html``;
  return html`
    <h3>Alarms and what came of them</h3>
    ${htmlTable(
      [
        { title: "what happened" },
        ...real ? [{ title: "real", number: true }] : [],
        ...estimated ? [{ title: "estimate", number: true }] : [],
      ],
      [
        ["alarm, and it failed", ...cell("true_positive")],
        ["alarm, and it was fine", ...cell("false_positive")],
        ["no alarm, and it failed", ...cell("false_negative")],
        ["no alarm, and it was fine", ...cell("true_negative")],
      ],
    )}
    ${real && estimated
      ? html`<p class="note">Real: ${formatCount(real.rows)} predictions whose outcome is known. Estimate: all
        ${formatCount(estimated.rows)} that were read.</p>`
      : ""}
  `;
}

function expectedCount(value: number): string {
  return value < 10 ? value.toFixed(1) : formatCount(Math.round(value));
}

function realDetail({ rows, failures, expected_failures, brier, ece, periods }: RealPerformance): Html {
  const outside = periods.filter((period) => !isAsExpected(period)).length;
  return html`
    <h3>Failures expected and observed, over time</h3>
    <p>Of ${formatCount(rows)} readings ${formatCount(
      failures,
    )} were of failing machines; the probabilities expected
      ${expectedCount(expected_failures)}. Calibration error ${formatScore(ece)}, Brier score ${brier === null
        ? "n/a"
        : formatDistance(brier)}; lower is better for both. ${periods.length === 0
        ? ""
        : outside === 0
        ? "Every period lies within what chance allows."
        : `${formatCount(outside)} of ${formatCount(periods.length)} periods ${
          outside === 1 ? "lies" : "lie"
        } outside what chance allows.`}</p>
    ${periods.length === 0 ? "" : html`
      <figure>
        <figcaption>
          <span>${plotKey('<path class="rule" d="M0 7H22"/>')} expected: line</span>
          <span>${plotKey(
            '<rect class="pale" y="1" width="22" height="12"/>',
          )} what chance allows (95 %): pale</span>
          <span>${plotKey('<circle class="solid" cx="11" cy="7" r="4.500"/>')} observed: dot</span>
          <span>${plotKey('<path class="solid" d="M11 1l6 11H5z"/>')} observed, no chance: triangle</span>
        </figcaption>
        ${widePlot("Failures over time", monitorCalibrationPlot(periods))}
      </figure>
      <details>
        <summary>These periods as a table</summary>
        ${htmlTable(
          [
            { title: "from" },
            { title: "readings", number: true },
            { title: "expected", number: true },
            { title: "observed", number: true },
            { title: "precision", number: true },
            { title: "recall", number: true },
          ],
          periods.map((period) => [
            formatTime(period.since),
            formatCount(period.rows),
            period.expected_failures.toFixed(1),
            formatCount(period.failures),
            formatScore(period.precision, 2),
            formatScore(period.recall, 2),
          ]),
        )}
      </details>
    `}
  `;
}

function outcomesNote({ outcomes: { told, matched, unmatched, superseded } }: Performance): Html | "" {
  if (told === 0 && matched === 0) return "";
  return html`<p class="note">${formatCount(told)} outcomes were told in the window; ${
    formatCount(matched)
  } are of
    predictions of this model, ${formatCount(unmatched)} of none of them, and ${formatCount(superseded)} were
    corrected later. People answer alarms more often than silence, which makes recall look better than it is.</p>`;
}
