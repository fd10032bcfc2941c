import { html } from "hono/html";
import { htmlTable } from "../lib/report/html_table.ts";
import { page } from "../lib/report/page.ts";
import type { Section } from "./describe_readings.ts";

/** The exploration as one self-contained page: light and dark, no script. */
export function explorationPage(title: string, facts: string, sections: readonly Section[]): Promise<string> {
  return page({
    title,
    body: html`
      <h1>${title}</h1>
      <p class="quiet">${facts}</p>
      ${sections.map(({ title, columns, rows }) =>
        html`
          <h2>${title}</h2>
          ${htmlTable(columns.map((column, i) => ({ title: column, number: i > 0 })), rows)}
        `
      )}
    `,
  });
}
