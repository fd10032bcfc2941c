import type { Params } from "../../lib/contracts/params.ts";
import type { IngestSummary } from "../../lib/contracts/summaries.ts";
import { ingestReadings } from "../../lib/stores/ingest_readings.ts";
import { sourceFromUrl, type StoreOptions } from "../../lib/stores/source_from_url.ts";
import { tempFolder } from "./temp_folder.ts";

/** What ingest made of a source. */
export interface Ingested {
  summary: IngestSummary;
  readings: string;
  rejected: string;
}

/** Ingests a source into a folder that goes away, and gives what was written. */
export async function ingestUrl(
  url: string,
  params: Partial<Params["ingest"]> = {},
  options: StoreOptions = {},
): Promise<Ingested> {
  await using folder = await tempFolder();
  const summary = await ingestReadings(
    sourceFromUrl(url, options),
    { source: url, columns: {}, max_rejected_share: 0.01, ...params },
    { outputFolder: folder.path },
  );
  return {
    summary,
    readings: await Deno.readTextFile(folder.file("readings.csv")),
    rejected: await Deno.readTextFile(folder.file("rejected.csv")),
  };
}
