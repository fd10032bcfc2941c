import { html } from "hono/html";
import type { DriftColumnVerdict } from "./drift_column_verdict.ts";
import type { Html } from "./page.ts";

const marks = { bad: "▲", good: "✓", quiet: "–" } as const;

/** A verdict's words with a sign and a colour, none of which stands alone. */
export function verdictBadge({ text, tone }: DriftColumnVerdict): Html {
  const words = text.replaceAll(" %", "\u00a0%");
  return html`<span class="badge ${tone}"><span aria-hidden="true">${marks[tone]}</span> ${words}</span>`;
}
