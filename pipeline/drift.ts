import type { Command } from "commander";
import type { DriftReport } from "../lib/contracts/drift_report.ts";
import { checkMethods } from "../lib/drift/check_methods.ts";
import { compareSources } from "../lib/drift/compare_sources.ts";
import { type ColumnDistribution, columnDistribution } from "../lib/drift/distribution.ts";
import { withMethod } from "../lib/drift/with_method.ts";
import { FaultlineError } from "../lib/errors.ts";
import { driftText } from "../lib/report/drift_text.ts";
import { openDriftFiles } from "../lib/stores/open_drift_files.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { toJson } from "./json_file.ts";
import { negativeExitCode, runTask, type TaskContext } from "./stage.ts";

/** The task's own options, by commander's names. */
interface DriftOptions {
  reference: string;
  current: string;
  method?: string;
  columns?: string[];
  categorical?: string[];
  json?: boolean;
  html?: string;
  failOnDrift?: boolean;
}

await runTask({
  name: "drift",
  summary: "Compares two files, CSV or Arrow, column by column: what has changed, and what to do about it.",
  options: (command: Command) =>
    command
      .requiredOption("--reference <file>", "CSV or Arrow file of how it was")
      .requiredOption("--current <file>", "CSV or Arrow file of how it is now")
      .option(
        "--method <name>",
        "the test for every column (default: by size and kind; see docs/drift_tests.md)",
      )
      .option("--columns <names>", "compare these columns alone, separated by commas", names)
      .option("--categorical <names>", "columns of numbers that are categories, separated by commas", names)
      .option("--json", "print the report as JSON")
      .option("--html <file>", "write a page with both distributions of every column")
      .option("--fail-on-drift", "exit with 3 when the verdict is an alarm, or dataset.drifted is true"),
  help:
    "Example:\n  deno task drift --reference data/prepared/train.arrow --current week.csv --html drift.html",
}, async (context) => {
  const options = context.options as unknown as DriftOptions;
  const { reference, current } = options;
  const { report, distributions } = await compareFiles(context, options);
  if (options.html !== undefined) {
    // Drawing takes a library that a report without a page need not wait for.
    const { driftPage } = await import("../lib/report/drift_page.ts");
    writeFileAtomic(options.html, await driftPage({ report, distributions, reference, current }));
  }
  const text = options.json ? toJson(report) : driftText({ report, reference, current });
  context.print(text.trimEnd());
  const { drifted, verdict } = report.dataset;
  if (options.failOnDrift && (drifted || verdict === "alarm")) return negativeExitCode;
});

async function compareFiles(
  { params: { drift }, progress }: TaskContext,
  { reference, current, method, columns, categorical = [], html }: DriftOptions,
): Promise<{ report: DriftReport; distributions: ColumnDistribution[] }> {
  // A test asked for here goes before those that params name.
  const params = { ...withMethod(drift, method), categorical: [...drift.categorical, ...categorical] };
  checkMethods(params);
  const bar = progress("drift", 100, "% of both files");
  const files = await openDriftFiles({
    reference,
    current,
    columns,
    onProgress: (share) => bar.update(Math.round(share * 100)),
  }).finally(() => bar.stop());
  checkCategorical(categorical, [...files.reference.names, ...files.current.names]);
  const distributions: ColumnDistribution[] = [];
  const report = compareSources(files.reference, files.current, {
    params,
    columns,
    onSamples: html === undefined ? undefined : (samples) => distributions.push(columnDistribution(samples)),
  });
  return { report, distributions };
}

function checkCategorical(categorical: readonly string[], known: readonly string[]): void {
  const unknown = categorical.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new FaultlineError(
    "DRIFT_COLUMN",
    `--categorical names ${unknown}, and neither file has such a column`,
    {
      hint: `there are ${[...new Set(known)].join(", ")}`,
    },
  );
}

/** Column names as they stand between commas; the option may be given again. */
function names(value: string, earlier: string[] = []): string[] {
  const all = [...earlier, ...value.split(",").map((name) => name.trim())];
  if (all.includes("")) throw usage(`a column without a name in ${JSON.stringify(value)}`);
  const twice = all.find((name, at) => all.indexOf(name) !== at);
  if (twice !== undefined) throw usage(`column ${twice} is named twice`);
  return all;
}

function usage(message: string): FaultlineError {
  return new FaultlineError("USAGE", message, { hint: "name each column once, separated by commas" });
}
