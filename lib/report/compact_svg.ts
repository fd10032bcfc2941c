/**
 * A plot without its style, which a page has once for all of them, and with hundredths of a pixel for coordinates: a
 * third of the bytes. Text and names for screen readers are left as they are; Observable Plot's names of marks go.
 *
 * @param svg What `svgPlot` draws.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const svg = '<svg aria-label="0.12345"><style>a{}</style><g aria-label="line"><path d="M1.23456,2"></path></g></svg>\n';
 * equal(compactSvg(svg), '<svg aria-label="0.12345"><g><path d="M1.23,2"></path></g></svg>');
 * ```
 */
export function compactSvg(svg: string): string {
  return svg.replace(/<style>[^]*?<\/style>/, "").replace(
    /<(?!svg)[^>]*>/g,
    (tag) =>
      tag.replace(/(\d\.\d\d)\d+/g, "$1").replace(
        / aria-label="(?:area|bar|dot|rect|rule|line|text|[xy]-axis|[xy]-grid)[^"]*"/,
        "",
      ),
  ).trimEnd();
}
