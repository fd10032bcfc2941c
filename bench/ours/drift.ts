import { parseArgs } from "node:util";
import { compareSources } from "../../lib/drift/compare_sources.ts";
import { type ColumnDistribution, columnDistribution } from "../../lib/drift/distribution.ts";
import { openDriftFiles } from "../../lib/stores/open_drift_files.ts";
import { defaultParams } from "../data/default_params.ts";
import { report, timed } from "./report.ts";

// Two files to a drift report, as the task does.
const { values: { html }, positionals: [reference, current] } = parseArgs({
  options: { html: { type: "string" } },
  allowPositionals: true,
});
const { value, seconds } = await timed(async () => {
  const files = await openDriftFiles({ reference, current });
  const distributions: ColumnDistribution[] = [];
  const found = compareSources(files.reference, files.current, {
    params: defaultParams().drift,
    onSamples: html === undefined ? undefined : (samples) => distributions.push(columnDistribution(samples)),
  });
  if (html === undefined) return { found, bytes: 0 };
  const { driftPage } = await import("../../lib/report/drift_page.ts");
  const page = new TextEncoder().encode(
    await driftPage({ report: found, distributions, reference, current }),
  );
  await Deno.writeFile(html, page);
  return { found, bytes: page.length };
});
report(seconds, {
  drifted: value.found.dataset.columns.drifted,
  html_kb: value.bytes / 1000,
  values: JSON.stringify(Object.fromEntries(value.found.columns.map(({ name, value }) => [name, value]))),
});
