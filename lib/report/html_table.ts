import { html } from "hono/html";
import type { Html } from "./page.ts";

/** A table's column: its title, and whether it holds numbers. */
export interface HtmlColumn {
  title: string;
  number?: boolean;
}

/** A table that scrolls sideways on a narrow screen. The first cell of a row names it. */
export function htmlTable(
  columns: readonly HtmlColumn[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  const kind = (i: number) => columns[i].number ? "number" : "";
  const cell = (content: string | Html, i: number) =>
    i === 0 ? html`<th scope="row">${content}</th>` : html`<td class="${kind(i)}">${content}</td>`;
  const heading = columns.map(({ title }, i) => html`<th scope="col" class="${kind(i)}">${title}</th>`);
  const body = rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`);
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>${heading}</tr>
        </thead>
        <tbody>
    ${body}</tbody>
      </table>
    </div>
  `;
}
