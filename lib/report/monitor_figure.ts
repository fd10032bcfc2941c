import { html, raw } from "hono/html";
import { compactSvg } from "./compact_svg.ts";
import type { Html } from "./page.ts";

/** A sign of a plot's legend, 22 by 14; the words stand beside it. */
export function plotKey(shape: string): Html {
  return html`<svg class="key" width="22" height="14" aria-hidden="true">${raw(shape)}</svg>`;
}

/**
 * A plot over time, which scrolls sideways where the screen is too narrow to read it.
 *
 * @param svg Faultline's own, its text escaped: it goes in as it is.
 */
export function widePlot(title: string, svg: string): Html {
  return html`<div class="wide-plot" tabindex="0" role="region" aria-label="${title}">${
    raw(compactSvg(svg))
  }</div>`;
}
