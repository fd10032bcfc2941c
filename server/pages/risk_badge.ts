import { html } from "hono/html";
import type { Risk } from "../../lib/contracts/prediction.ts";
import type { Html } from "../../lib/report/page.ts";

/** A shape for each, so that colour is never all that tells them apart. */
const shapes: Readonly<Record<Risk, Html>> = {
  high: html`
    <path d="M6 0.500L12 11.500H0z" />
  `,
  elevated: html`
    <path d="M6 0L12 6L6 12L0 6z" />
  `,
  low: html`
    <circle cx="6" cy="6" r="4.500" />
  `,
};

/** A risk in a word, a shape and a colour. */
export function riskBadge(risk: Risk): Html {
  return html`
    <span
      class="risk ${risk}"><svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">${shapes[
        risk
      ]}</svg>${risk}</span>
  `;
}
