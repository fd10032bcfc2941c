import { html } from "hono/html";
import type { DriftCard } from "./drift_card.ts";
import { formatDistance, formatP } from "./drift_number.ts";
import { verdictBadge } from "./drift_verdict_badge.ts";
import { effectTitle, effectWords, methodTitle, reachWords, shownName } from "./drift_words.ts";
import type { Html } from "./page.ts";

/** All columns, one a row, in the order of the cards; each leads to its card when there is one. */
export function driftSummaryTable(cards: readonly DriftCard[], shownCards: number): Html {
  const rows = cards.map((card, i) => summaryRow(card, i < shownCards));
  return html`
    <div class="scroll" tabindex="0" role="region" aria-labelledby="columns">
      <table class="summary">
        <thead>
          <tr>
            <th scope="col">column</th>
            <th scope="col">verdict</th>
            <th scope="col">effect</th>
            <th scope="col" class="number">value</th>
            <th scope="col" class="number">threshold</th>
            <th scope="col" class="number">corrected p</th>
            <th scope="col">test</th>
            <th scope="col">kind</th>
          </tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}

function summaryRow({ id, column, verdict }: DriftCard, hasCard: boolean): Html {
  const { kind, measure, value, threshold, adjusted_p, effect } = column;
  const name = shownName(column.name, 60);
  const isP = measure === "p_value";
  const p = (text: string) => text.startsWith("<") ? `p ${text}` : `p = ${text}`;
  return html`
    <tr>
      <th scope="row">${hasCard ? html`<a href="#${id}">${name}</a>` : name}</th>
      <td>${verdictBadge(verdict)}</td>
      <td>${effect
        ? html`${effectWords(effect)}<small>${effectTitle(effect.name)} ${
          formatDistance(effect.value)
        }</small>`
        : value === null
        ? "none"
        : isP
        ? "none"
        : reachWords(value, threshold)}</td>
      <td class="number">${value === null ? "none" : isP ? p(formatP(value)) : formatDistance(value)}</td>
      <td class="number">${isP ? `below ${formatP(threshold)}` : `from ${formatDistance(threshold)}`}</td>
      <td class="number">${adjusted_p === null
        ? html`<span class="quiet">none</span>`
        : formatP(adjusted_p)}</td>
      <td>${methodTitle(column).split(", ")[0]}</td>
      <td>${kind === "number" ? "numbers" : "categories"}</td>
    </tr>
  `;
}
