import { html, raw } from "hono/html";
import type { DriftColumn, DriftFinding } from "../contracts/drift_report.ts";
import type { CategorySide } from "../drift/category_distribution.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { NumberDistribution, NumberSide } from "../drift/number_distribution.ts";
import { clipMiddle } from "./clip_middle.ts";
import type { DriftCard } from "./drift_card.ts";
import { driftAdvice } from "./drift_advice.ts";
import { missingShare } from "./drift_column_verdict.ts";
import { decimalsOf, formatDistance, formatValue } from "./drift_number.ts";
import { type DriftPlot, driftPlot } from "./drift_plot.ts";
import { verdictBadge } from "./drift_verdict_badge.ts";
import {
  changeSentence,
  effectTitle,
  effectWords,
  oneSidedWords,
  shownName,
  testSentence,
} from "./drift_words.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";
import { printable } from "./printable.ts";

/** A column by itself: how it came out, both distributions, what to do, its quantiles and the quality of its data. */
export function driftColumnCard(card: DriftCard): Html {
  const { id, column, verdict, distribution } = card;
  return html`
    <article class="card ${verdict.tone}" id="${id}" aria-labelledby="${id}-name">
      <header>
        <h3 id="${id}-name">${shownName(column.name)}</h3>
        ${verdictBadge(verdict)}
      </header>
      ${sentences(card)}
      <div class="split">
        ${distribution ? html`<div>${plotFigure(distribution)} ${sharesTable(distribution)}</div>` : ""}
        ${factsTable(column, distribution)}
      </div>
    </article>
  `;
}

const swatches: Readonly<Record<DriftPlot["shape"], readonly [string, string]>> = {
  bins: [
    '<rect class="pale" y="2" width="22" height="10"/>',
    '<path class="now" d="M1 12V5H11V2H21V12"/>',
  ],
  pairs: [
    '<rect class="pale" y="1" width="22" height="7"/>',
    '<rect class="solid" y="6" width="22" height="7"/>',
  ],
};

const legends: Readonly<Record<DriftPlot["shape"], readonly [string, string]>> = {
  bins: ["reference: filled", "now: line"],
  pairs: ["reference: upper bar, faint", "now: lower bar, strong"],
};

function plotFigure(distribution: ColumnDistribution): Html | "" {
  const rows = distribution.kind === "category"
    ? distribution.categories.length
    : distribution.bars.by === "value"
    ? distribution.bars.values.length
    : distribution.bars.edges.length;
  if (rows === 0) return html`<p class="quiet">No value on either side to draw.</p>`;
  const { shape, svg } = driftPlot(distribution);
  const sides = [distribution.reference, distribution.current];
  const texts = legends[shape].map((text, i) =>
    hasValues(sides[i]) ? text : text.replace(/: .*/, ": no values")
  );
  const keys = texts.map((text, i) =>
    html`<span><svg class="key" width="22" height="14" aria-hidden="true">${
      raw(swatches[shape][i])
    }</svg> ${text}</span>`
  );
  // The plot's SVG is Faultline's own, its labels escaped, so it goes in as it is.
  return html`<figure><figcaption>${keys}</figcaption>${raw(svg)}${beyondNote(distribution)}</figure>`;
}

function hasValues(side: NumberSide | CategorySide): boolean {
  return side.shares.some((share) => share > 0) || ("others" in side && side.others > 0);
}

function beyondNote(distribution: ColumnDistribution): Html | "" {
  if (distribution.kind === "category" || distribution.bars.by === "value") return "";
  const { reference, current, bars: { edges } } = distribution;
  const ends = [
    ["below", edges[0], reference.below, current.below] as const,
    ["above", edges[edges.length - 1], reference.above, current.above] as const,
  ].filter(([, , before, now]) => before > 0 || now > 0);
  if (ends.length === 0) return "";
  const parts = ends.map(([side, edge, before, now]) =>
    `${side} ${formatValue(Number(edge.toPrecision(12)), null)}: ${formatPercent(before)}, now ${
      formatPercent(now)
    }`
  );
  return html`<p class="note">The outermost bars also hold what lies beyond; ${parts.join("; ")}.</p>`;
}

/** The bars' figures for those who cannot see them, or want to copy them; numbers in bins have quantiles instead. */
function sharesTable(distribution: ColumnDistribution | undefined): Html | "" {
  if (distribution === undefined) return "";
  if (distribution.kind === "number" && distribution.bars.by === "bin") return "";
  const labels = distribution.kind === "category"
    ? distribution.categories.map((category) => clipMiddle(category, 40))
    : (distribution.bars as { values: number[] }).values.map((value) => formatValue(value, null));
  if (labels.length === 0) return "";
  const { reference, current } = distribution;
  const rows = labels.map((label, i) => shareRow(label, reference.shares[i], current.shares[i]));
  const rest = distribution.kind === "category" && distribution.others > 0
    ? shareRow(
      `${formatCount(distribution.others)} others`,
      distribution.reference.others,
      distribution.current.others,
    )
    : "";
  return html`
    <details>
      <summary>These shares as a table</summary>
      <table class="facts shares">
        <thead>
          <tr>
            <th scope="col">${distribution.kind === "number" ? "value" : "category"}</th>
            <th scope="col">reference</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>${rows}${rest}</tbody>
      </table>
    </details>
  `;
}

function shareRow(label: string, before: number, now: number): Html {
  return html`
    <tr>
      <th scope="row">${label}</th>
      <td>${formatPercent(before)}</td>
      <td>${formatPercent(now)}</td>
    </tr>
  `;
}

function sentences({ column, findings, distribution }: DriftCard): Html {
  const { effect, drifted, confirmed } = column;
  const change = distribution ? changeSentence(distribution) : "";
  const size = effect
    ? ` The effect is ${effectWords(effect)} (${effectTitle(effect.name)} ${formatDistance(effect.value)}).`
    : "";
  const chance = drifted && !confirmed
    ? " By itself it passes its threshold; of so many columns some do by chance, and after correction for their " +
      "number it does not stand."
    : "";
  const others = findings.filter(({ code }) => code !== "drifted");
  const codes = [...new Set((explained(others) ? others : findings).map(({ code }) => code))];
  const [before, now] = [missingShare(column.reference), missingShare(column.current)];
  const told = findings.some(({ code }) => code === "more_missing");
  const missing = !told && Math.abs(now - before) >= 0.05 && before < 1 && now < 1
    ? ` Missing went from ${formatPercent(before)} of rows to ${formatPercent(now)}.`
    : "";
  return html`
    <p>${change}${missing} ${testSentence(column)}${size}${chance}</p>
    ${others.map(({ message, alarm }) =>
      html`<p>${
        alarm
          ? html`
            <strong>Alarm:</strong>
          `
          : ""
      }${printable(aboutIt(message, column.name), 250)}.</p>`
    )}
    ${codes.map((code) => html`<p class="todo"><strong>What to do.</strong> ${driftAdvice[code].advice}</p>`)}
  `;
}

/** A message that begins with its column's name, under that name: it need not be said again. */
function aboutIt(message: string, name: string): string {
  return name !== "" && message.startsWith(`${name} `) ? `It${message.slice(name.length)}` : message;
}

/** Whether another alarm says why a column drifted, and so what to do. Values that are missing do not. */
function explained(others: readonly DriftFinding[]): boolean {
  return others.some(({ alarm, code }) => alarm && code !== "more_missing");
}

type FactRow = readonly [string, string, string];

function factsTable(column: DriftColumn, distribution: ColumnDistribution | undefined): Html {
  const { reference, current, kind } = column;
  const missing = ({ rows, missing }: DriftColumn["reference"]) =>
    missing === 0 ? "0" : `${formatCount(missing)} (${formatPercent(missing / rows)})`;
  const rows: FactRow[] = [
    ...distribution?.kind === "number" ? quantileRows(distribution) : [],
    ["rows", formatCount(reference.rows), formatCount(current.rows)],
    ["missing", missing(reference), missing(current)],
    ["distinct", formatCount(reference.distinct), formatCount(current.distinct)],
  ];
  const words = kind === "number" ? "numbers" : "categories";
  return html`
    <div>
      <table class="facts">
      <caption>A column of ${words}</caption>
      <thead>
        <tr>
          <td></td>
          <th scope="col" class="number">reference</th>
          <th scope="col" class="number">now</th>
        </tr>
      </thead>
      <tbody>${rows.map(([title, before, now]) =>
        html`
          <tr>
            <th scope="row">${title}</th>
            <td class="number">${before}</td>
            <td class="number">${now}</td>
          </tr>
        `
      )}</tbody>
      </table>
      ${distribution?.kind === "category"
        ? html`<p class="note">Only in the reference: ${oneSidedWords(distribution.lost)}. Only now: ${
          oneSidedWords(distribution.fresh)
        }.</p>`
        : ""}
    </div>
  `;
}

function quantileRows(distribution: NumberDistribution): FactRow[] {
  const a = distribution.reference.quantiles, b = distribution.current.quantiles;
  const decimals = decimalsOf(distribution);
  const titles = [
    ["least", "least"],
    ["low", "5 % are below"],
    ["median", "median"],
    ["high", "95 % are below"],
    ["most", "most"],
  ] as const;
  const show = (quantiles: typeof a, key: typeof titles[number][0]) =>
    quantiles === null ? "none" : formatValue(quantiles[key], decimals);
  return titles.map(([key, title]) => [title, show(a, key), show(b, key)]);
}
