import { html, raw } from "hono/html";
import { htmlTable } from "../lib/report/html_table.ts";
import { page } from "../lib/report/page.ts";
import type { Section } from "./describe_readings.ts";

const style = `
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:.9rem}
.plot{--plot-first:var(--first);--plot-second:var(--second);--plot-quiet:var(--quiet);--plot-background:var(--sheet);
color:var(--ink);background:none;width:100%}
`;

/** What a page shows. */
export interface Exploration {
  /** One sentence: how many readings, and where from. */
  facts: string;
  sections: readonly Section[];
  /** SVG documents. */
  plots: readonly string[];
}

/** The exploration as one self-contained page: light and dark, no script. */
export function explorationPage({ facts, sections, plots }: Exploration): Promise<string> {
  const tables = sections.map(({ title, columns, rows }) => {
    const heads = columns.map((column, i) => ({ title: column, number: i > 0 }));
    return html`<h2>${title}</h2>${htmlTable(heads, rows)}`;
  });
  return page({
    title: "Readings",
    style,
    body: html`
      <h1>Readings</h1>
      <p class="quiet">${facts}</p>
      ${tables}
      <h2>Failure rate by sensor</h2>
      <div class="plots">${raw(plots.join(""))}</div>
    `,
  });
}
