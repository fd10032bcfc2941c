import type { SplitSummary } from "../../lib/contracts/summaries.ts";
import type { RunDataset } from "../../lib/tracking/tracked_run.ts";

/** One side of the split as a run's data set: both sides are of the same readings, and have their hash. */
export function readingsDataset(
  { ingest, train, test }: SplitSummary,
  context: "training" | "evaluation",
): RunDataset {
  const { hash, source } = ingest;
  return {
    name: context === "training" ? "readings" : "held-out readings",
    digest: hash,
    source,
    source_type: source.slice(0, source.indexOf(":")),
    context,
    rows: context === "training" ? train.rows : test.rows,
  };
}
