import { parseArgs } from "node:util";
import { ingestReadings } from "../../lib/stores/ingest_readings.ts";
import { sourceFromUrl } from "../../lib/stores/source_from_url.ts";
import { report, timed } from "./report.ts";

// Takes a source's readings into a folder, as the stage does.
const { values } = parseArgs({ options: { source: { type: "string" }, output: { type: "string" } } });
const source = sourceFromUrl(values.source!);
const { value, seconds } = await timed(() =>
  ingestReadings(
    source,
    { source: values.source!, columns: {}, max_rejected_share: 0 },
    { outputFolder: values.output! },
  )
);
report(seconds, { rows: value.rows });
