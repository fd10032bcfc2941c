import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** What a plot is called by those who cannot see it, beside what Observable Plot takes. */
export interface SvgPlotOptions extends Plot.PlotOptions {
  title: string;
}

/**
 * The colours of a plot's marks, light or dark as the reader's screen is. Chosen so that a colour-blind person can
 * tell the first from the second; every use has words beside it.
 */
export const plotColours = {
  first: "var(--plot-first)",
  second: "var(--plot-second)",
  quiet: "var(--plot-quiet)",
} as const;

// `:where` weighs nothing, so that a page that holds the plot can set colours and ground of its own.
const style = [
  ":where(.plot){--plot-first:#0b6bb3;--plot-second:#b8500c;--plot-quiet:#667080;--plot-background:#fff;",
  "color:#1c2126;background:var(--plot-background);display:block;max-width:100%;height:auto}",
  "@media (prefers-color-scheme:dark){:where(.plot){--plot-first:#6cb8f5;--plot-second:#f0a05a;",
  "--plot-quiet:#98a2ae;--plot-background:#14181d;color:#e4e8ec}}",
  ":where(.plot text){white-space:pre}",
].join("");

/**
 * Draws a plot as an SVG document that stands alone: namespace, style and title of its own, light and dark, no script.
 * The same options give the same bytes.
 *
 * @param options Observable Plot's options, and a title for screen readers, which is escaped. Size defaults to 440 by 330.
 *
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { ok } from "node:assert/strict";
 * const svg = svgPlot({ title: "A line", marks: [Plot.lineY([1, 3, 2], { stroke: plotColours.first })] });
 * ok(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
 * ```
 */
export function svgPlot({ title, ...options }: SvgPlotOptions): string {
  const { document } = parseHTML("<!DOCTYPE html><html><body></body></html>");
  const svg = Plot.plot({
    width: 440,
    height: 330,
    marginTop: 30,
    marginRight: 20,
    marginBottom: 42,
    ...options,
    className: "plot",
    document: document as unknown as Document,
  }) as SVGSVGElement;
  svg.setAttribute("role", "img");
  // linkedom escapes text and the quotes of an attribute, but neither its `&` nor its `<`.
  svg.setAttribute("aria-label", title.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
  svg.setAttribute("font-size", "12");
  svg.querySelector("style")!.textContent = style;
  return `${svg.outerHTML.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')}\n`;
}
