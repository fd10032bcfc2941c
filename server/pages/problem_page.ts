import { html } from "hono/html";
import type { ProblemDetails } from "../problem.ts";
import { sitePage } from "./site_page.ts";

/** A problem for a person's eyes: what is wrong, and where to go from here. */
export function problemPage(
  { title, status, detail, code, instance, errors }: ProblemDetails,
): Promise<string> {
  const sentence = `${detail.slice(0, 1).toUpperCase()}${detail.slice(1)}.`;
  const faults = errors.length > 1
    ? html`<ul>${errors.map(({ field, message }) => html`<li><code>${field}</code> ${message}</li>`)}</ul>`
    : "";
  const way = status === 401 ? html`<a href="/sign-in">Sign in</a>` : html`<a href="/">To the fleet</a>`;
  return sitePage({
    title: `${status} ${title}`,
    narrow: true,
    body: html`
      <h1>${title}</h1>
      <p>${sentence}</p>
      ${faults}
      <p>${way}</p>
      <p class="quiet small">${status} <code>${code}</code>, request
        <code>${decodeURIComponent(instance.slice(instance.lastIndexOf(":") + 1))}</code></p>
    `,
  });
}
