import * as Plot from "@observablehq/plot";
import { equal, ok } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { plotColours, svgPlot } from "../../../lib/report/svg_plot.ts";

const drawn = (title: string) =>
  svgPlot({ title, marks: [Plot.lineY([1, 3, 2], { stroke: plotColours.first })] });

Deno.test("a title from outside ends neither its attribute nor the plot, and is read as it was given", () => {
  const hostile = `"><script>alert(1)</script> R&D &lt;b&gt; 'x'`;
  const svg = drawn(hostile);
  // Escaped by hand.
  ok(
    svg.includes(` aria-label="&quot;>&lt;script>alert(1)&lt;/script> R&amp;D &amp;lt;b&amp;gt; 'x'"`),
    svg.slice(0, 300),
  );
  const { document } = parseHTML(`<!DOCTYPE html><html><body>${svg}</body></html>`);
  equal(document.querySelectorAll("script").length, 0);
  equal(document.querySelector("svg")!.getAttribute("aria-label"), hostile);
});

Deno.test("a plain title stands as it is", () => {
  ok(drawn("Recall (62 %) against precision").includes(' aria-label="Recall (62 %) against precision"'));
});
