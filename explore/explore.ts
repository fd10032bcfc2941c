import { DataFrame } from "danfojs";
import { ingestSummarySchema } from "../lib/contracts/summaries.ts";
import { formatCount } from "../lib/report/number_format.ts";
import { printable } from "../lib/report/printable.ts";
import { textTable } from "../lib/report/text_table.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { ingest } from "../pipeline/ingest.ts";
import { readJson } from "../pipeline/json_file.ts";
import { runTask } from "../pipeline/stage.ts";
import { describeReadings } from "./describe_readings.ts";
import { explorationPage } from "./exploration_page.ts";
import { failurePlots } from "./failure_plots.ts";
import { sampleReadings } from "./sample_readings.ts";

/** danfojs keeps a cell at least twice and dies on millions of rows. */
const mostRows = 200_000;
const report = "reports/explore.html";

await runTask({
  name: "explore",
  summary: "Describes readings: statistics, correlations, class balance and missing values.",
  source: true,
  help:
    "Without --source it reads data/raw/readings.csv, which deno task train (or stage:ingest) leaves behind;\n" +
    "with it, readings go to data/explore/ and the pipeline's own stay as they are.",
}, async (context) => {
  const { print, params } = context;
  const folder = context.options.source === undefined ? "data/raw" : "data/explore";
  if (folder === "data/explore") await ingest(context, folder);
  const { source } = await readJson(`${folder}/summary.json`, ingestSummarySchema, "stage:ingest");
  const { columns, total } = await sampleReadings(`${folder}/readings.csv`, mostRows, params.split.seed);
  const frame = new DataFrame(columns);
  const rows = frame.shape[0];
  const facts = total > rows
    ? `${formatCount(rows)} rows, a random sample of ${formatCount(total)}, from ${printable(source)}`
    : `${formatCount(rows)} rows from ${printable(source)}`;
  const sections = describeReadings(frame);
  print(facts);
  for (const section of sections) {
    print(`\n${section.title}`);
    const titles = section.columns.map((title, i) => ({
      title,
      align: i > 0 ? "right" as const : "left" as const,
    }));
    for (const line of textTable(titles, section.rows)) print(`  ${line}`);
  }
  writeFileAtomic(report, await explorationPage({ facts, sections, plots: failurePlots(columns) }));
  print(`\npage       ${report}`);
});
