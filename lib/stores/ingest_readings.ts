import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Params } from "../contracts/params.ts";
import type { IngestSummary } from "../contracts/summaries.ts";
import { FaultlineError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import { hashText } from "../random/hash.ts";
import { writeFileAtomic } from "../table/atomic_file.ts";
import { createCsvWriter, type CsvWriter, quoteCsvCell } from "../table/csv_writer.ts";
import { type ColumnLayout, mapColumns } from "./map_columns.ts";
import { parseRow } from "./parse_reading.ts";
import type { OpenSource, ReadingSource } from "./source.ts";

/** Where ingest writes, and whom it tells. */
export interface IngestOptions {
  /** Receives readings.csv, rejected.csv and summary.json. */
  outputFolder: string;
  /** Hears how many rows have been read, of about how many. */
  onProgress?: (done: number, total?: number) => void;
  log?: Log;
}

/** Kinds of faults that an error names; the rest is in rejected.csv. */
const shownRules = 3;

/**
 * Takes a source's readings into `readings.csv`: the contract's columns that the source has, in the contract's
 * order and canonical text, so that the same rows give the same bytes wherever they come from. `reading_id` is
 * always there; where the source has none it is a hash of the row's content, so that equal rows have equal ids.
 * Rows that break the contract go to `rejected.csv` with their line and reason. Memory is flat.
 *
 * @throws {FaultlineError} `SOURCE_` codes of the source; `SOURCE_NO_ROWS` when it has a header alone;
 * `ROWS_REJECTED` when more than `max_rejected_share` of its rows break the contract: rejected.csv is kept then,
 * and no readings.csv is published; `OUTPUT_UNWRITABLE`, `OUTPUT_DISK_FULL`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { simulateSource } from "./simulate_source.ts";
 * const outputFolder = Deno.makeTempDirSync();
 * const params = { source: "", columns: {}, max_rejected_share: 0.01 };
 * const summary = await ingestReadings(simulateSource("rows=100&seed=42"), params, { outputFolder });
 * equal(summary.rows, 100);
 * Deno.removeSync(outputFolder, { recursive: true });
 * ```
 */
export async function ingestReadings(
  source: ReadingSource,
  params: Params["ingest"],
  options: IngestOptions,
): Promise<IngestSummary> {
  const { outputFolder, log = silentLog } = options;
  const open = await source.open();
  const writers: CsvWriter[] = [];
  try {
    const layout = mapColumns(open.header, params.columns, { source: source.name });
    const hash = createHash("sha256");
    const readings = createCsvWriter(join(outputFolder, "readings.csv"), headerOf(layout), {
      onBytes: (bytes) => hash.update(bytes),
    });
    writers.push(readings);
    const rejected = createCsvWriter(join(outputFolder, "rejected.csv"), ["line", "reason", ...open.header]);
    writers.push(rejected);

    const counts = await copyRows(open, layout, readings, rejected, options);
    if (readings.rowCount + rejected.rowCount === 0) {
      throw new FaultlineError("SOURCE_NO_ROWS", `${source.name} has a header and no rows`);
    }
    rejected.commit();
    checkRejected(source.name, readings.rowCount, rejected.rowCount, counts.rules, params, outputFolder);
    readings.commit();
    const summary: IngestSummary = {
      source: source.url,
      hash: hash.digest("hex"),
      rows: readings.rowCount,
      failures: counts.failures,
      rejected: rejected.rowCount,
    };
    writeFileAtomic(join(outputFolder, "summary.json"), JSON.stringify(summary, null, 2) + "\n");
    if (counts.types.size === 1) {
      log.info({ type: [...counts.types][0] }, "the column type is constant: every machine is of one type");
    }
    log.info(summary, "ingested");
    return summary;
  } finally {
    for (const writer of writers) writer.abort();
    await open.close();
  }
}

/** What is counted while rows are copied. */
interface Counts {
  failures: number;
  types: Set<string>;
  /** Rows by the rule they broke. */
  rules: Map<string, number>;
}

async function copyRows(
  open: OpenSource,
  layout: ColumnLayout,
  readings: CsvWriter,
  rejected: CsvWriter,
  options: IngestOptions,
): Promise<Counts> {
  const counts: Counts = { failures: 0, types: new Set(), rules: new Map() };
  const place = (name: string) => layout.columns.findIndex(({ contract }) => contract.name === name);
  const [typeAt, failureAt] = [place("type"), place("failure")];
  const format = createLineFormat(layout);
  const texts: string[] = [];
  let lastType = "";

  for await (const { rows, lines } of open.batches) {
    for (let row = 0; row < rows.length; row++) {
      const fault = parseRow(rows[row], layout, texts);
      if (fault) {
        rejected.writeRow([lines[row], fault.reason, ...rows[row]]);
        counts.rules.set(fault.rule, (counts.rules.get(fault.rule) ?? 0) + 1);
        continue;
      }
      readings.writeLine(format(texts));
      if (texts[failureAt] === "1") counts.failures++;
      if (texts[typeAt] !== lastType) counts.types.add(lastType = texts[typeAt]);
    }
    options.onProgress?.(readings.rowCount + rejected.rowCount, open.estimatedRows);
  }
  return counts;
}

function hasIds(layout: ColumnLayout): boolean {
  return layout.columns[0]?.contract.name === "reading_id";
}

function headerOf(layout: ColumnLayout): string[] {
  const names = layout.columns.map(({ contract }) => contract.name);
  return hasIds(layout) ? names : ["reading_id", ...names];
}

/** How a row's texts become a line. Only an identifier can need quotes. */
function createLineFormat({ columns, ...layout }: ColumnLayout): (texts: readonly string[]) => string {
  const quoted = columns.map(({ contract }) => contract.kind === "identifier");
  const join = (texts: readonly string[]) => {
    let line = "";
    for (let i = 0; i < quoted.length; i++) {
      if (i > 0) line += ",";
      line += quoted[i] ? quoteCsvCell(texts[i]) : texts[i];
    }
    return line;
  };
  if (hasIds({ columns, ...layout })) return join;
  return (texts) => {
    const line = join(texts);
    return `${contentId(line)},${line}`;
  };
}

/** 16 hexadecimal digits that stand for a row's content. */
function contentId(line: string): string {
  const [high, low] = hashText(line, 0);
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

function checkRejected(
  name: string,
  accepted: number,
  rejected: number,
  rules: ReadonlyMap<string, number>,
  params: Params["ingest"],
  outputFolder: string,
): void {
  const total = accepted + rejected;
  if (rejected <= params.max_rejected_share * total) return;
  const commonest = [...rules].sort(([, a], [, b]) => b - a).slice(0, shownRules);
  throw new FaultlineError(
    "ROWS_REJECTED",
    `${rejected === total ? "all" : `${count(rejected)} of`} ${
      count(total)
    } rows of ${name} break the contract ` +
      `(${percent(rejected / total)}; at most ${percent(params.max_rejected_share)} may)`,
    {
      details: commonest.map(([rule, rows]) => `${count(rows)} ${rows === 1 ? "row" : "rows"}: ${rule}`),
      hint: `${join(outputFolder, "rejected.csv")} has each row with its reason; ` +
        "ingest.max_rejected_share sets how many may",
    },
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
