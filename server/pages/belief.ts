import { html } from "hono/html";
import type { MonitorReport } from "../../lib/contracts/monitor_report.ts";
import { monitorHeadline } from "../../lib/report/monitor_headline.ts";
import { judgedBy } from "../../lib/report/monitor_judged_by.ts";
import { formatCount, formatPercent, formatScore } from "../../lib/report/number_format.ts";
import type { Html } from "../../lib/report/page.ts";
import type { LogCounts } from "../../lib/prediction_log/prediction_log.ts";
import type { ServedModel } from "../served_models.ts";
import { span } from "./moment.ts";
import { riskPercent } from "./risk_percent.ts";
import type { ToldOutcomes } from "./read_outcomes.ts";

/**
 * Whether the model is to be believed: how it does of late, by outcomes or as estimated without them, how it did on rows
 * held out, and what has come of its alarms since.
 *
 * @param report The newest of monitoring; undefined while there is none. One of another model is left out.
 */
export function belief(
  served: ServedModel,
  told: ToldOutcomes,
  day: LogCounts,
  report?: MonitorReport,
): Html {
  const ofThis = report?.model.version === served.version ? report : undefined;
  return html`
    <aside aria-label="Model and alarms">
      <section class="sheet" aria-labelledby="believe">
        <h2 id="believe">Is the model to be believed?</h2>
        ${ofThis ? html`${driftVerdict(ofThis)}${ofLate(ofThis)}` : ""} ${heldOut(served)}
      </section>
      <section class="sheet" aria-labelledby="came">
        <h2 id="came">What came of it</h2>
        ${realOutcomes(told)}
      </section>
      <section class="sheet" aria-labelledby="day">
        <h2 id="day">The last 24 hours</h2>
        <dl class="figures">
          ${figure("alarms", formatCount(day.alarms))}
          ${figure("readings", formatCount(day.predictions))}
          ${figure("machines", formatCount(day.machines))}
        </dl>
      </section>
    </aside>
  `;
}

function driftVerdict(report: MonitorReport): Html {
  const tone = { alarm: "bad", ok: "good", insufficient_data: "" }[report.dataset.verdict];
  return html`<p class="verdict ${tone}">${monitorHeadline(report)} <a href="/drift">More on drift</a></p>`;
}

/** Precision and recall over the report's window. */
function ofLate(report: MonitorReport): Html | "" {
  const { window, performance: { real, estimated } } = report;
  const days = span(Date.parse(window.until) - Date.parse(window.since));
  switch (judgedBy(report)) {
    case "outcomes":
      return html`<p>Over the last ${days}, by ${formatCount(real!.rows)} outcomes:</p>
        ${scores(real!, real!.interval)}`;
    case "estimate":
      return html`<p><span class="estimated">estimate, without outcomes</span></p>
        <p>Over the last ${days} too few outcomes came back. If every probability were right, it would be:</p>
        ${scores(estimated!)}`;
    default:
      return "";
  }
}

function scores(
  { precision, recall }: { precision: number | null; recall: number | null },
  interval?: { precision: readonly [number, number] | null; recall: readonly [number, number] | null },
): Html {
  return html`
    <dl class="figures">
      ${figure("alarms that are right", formatPercent(precision), rangeOf(interval?.precision))}
      ${figure("failures found", formatPercent(recall), rangeOf(interval?.recall))}
    </dl>
  `;
}

function heldOut({ model, name, version, metrics }: ServedModel): Html {
  const { threshold, data } = model.header;
  const held = metrics === null
    ? html`<p>It came without held-out scores: evaluate it before you rely on it.</p>`
    : html`
      ${metrics.leak.alarm
        ? html`<p class="notice bad">Its scores look too good to be true: see the model's page.</p>`
        : ""}
      <p>On ${formatCount(
        metrics.data.test.rows,
      )} readings that training never saw, each with its 95 % interval:</p>
      <dl class="figures">
        ${figure(
          "alarms that are right",
          formatPercent(metrics.test.precision),
          rangeOf(metrics.test.interval.precision),
        )}
        ${figure("failures found", formatPercent(metrics.test.recall), rangeOf(metrics.test.interval.recall))}
        ${figure(
          "F1, both in one",
          formatScore(metrics.test.f1, 2),
          rangeOf(metrics.test.interval.f1, (value) => formatScore(value, 2)),
        )}
      </dl>
    `;
  return html`${held}
    <dl class="figures">
      ${figure("alarm from", riskPercent(threshold.probability))}
      ${
    figure(
      "trained on",
      `${formatCount(data.rows)} readings`,
      `${formatCount(data.failures)} of them failures`,
    )
  }
    </dl>
    <p class="small quiet"><a href="/model">${name}</a> <code>${version}</code></p>`;
}

function rangeOf(
  interval: readonly [number, number] | null | undefined,
  format: (value: number) => string = formatPercent,
): string | undefined {
  return interval ? `${format(interval[0])} to ${format(interval[1])}` : undefined;
}

function realOutcomes({ alarms, right, quiet, missed, others, more }: ToldOutcomes): Html {
  if (alarms + quiet + others === 0) {
    return html`<p>Nobody has told yet. Press “It failed” or “It was fine” on a card once you know: only that shows how
      good the alarms really are.</p>`;
  }
  return html`
    <dl class="figures">
      ${figure(
        "alarms that were right",
        `${formatCount(right)} of ${formatCount(alarms)}`,
      )}
      ${figure(
        "failed without an alarm",
        `${formatCount(missed)} of ${formatCount(quiet)}`,
      )}
      ${others === 0 ? "" : figure("told without a prediction", formatCount(others))}
    </dl>
    <p class="small quiet">${more
      ? "The newest 200"
      : "All"} that people told in the last 30 days. Alarms are answered more often than
      silence, so this says little of failures that were missed.</p>
  `;
}

function figure(term: string, value: string, note?: string): Html {
  return html`
    <div>
      <dt>${term}</dt>
      <dd>${value}${note === undefined ? "" : html`<span>${note}</span>`}</dd>
    </div>
  `;
}
