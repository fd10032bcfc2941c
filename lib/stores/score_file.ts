import { FaultlineError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import { isFailure } from "../model/is_failure.ts";
import type { LoadedModel } from "../model/load_model.ts";
import { scoreTable } from "../model/score.ts";
import { sensorsBehind } from "../prepare/engineered_features.ts";
import { csvBatches, type CsvTaker } from "../table/csv_batches.ts";
import { createCsvWriter, type CsvWriter, quoteCsvCell } from "../table/csv_writer.ts";
import { type InputRows, takeInputRows } from "./input_rows.ts";
import { type HeaderMap, mapColumns } from "./map_columns.ts";
import { inputContract } from "./parse_reading.ts";

/** The columns that scoring puts behind those of the input. */
const addedColumns = ["probability", "predicted_failure", "error"];

/** Rows that cannot be scored and are logged one by one; the `error` column tells of all of them. */
const loggedErrors = 10;

/** Which file is scored, and how. */
export interface ScoreFileOptions {
  /** CSV file of readings. */
  input: string;
  /** CSV file to write; it may be the input. */
  output: string;
  /** The plant's headers by the contract's names. */
  columns: HeaderMap;
  /** Told of the first rows that cannot be scored, and of the end (default: nobody). */
  log?: Log;
  /** Told which share of the file is done, in [0, 1]. */
  onProgress?: (share: number) => void;
}

/** What scoring a file came to. */
export interface ScoredFile {
  rows: number;
  failures: number;
  /** Rows that could not be scored; their `error` says why. */
  errors: number;
}

/**
 * Scores a CSV file of any size, a batch at a time. Every column is kept, in its order; `probability`,
 * `predicted_failure` (0 or 1) and `error` follow. A row that cannot be read keeps its place, the first two empty.
 * The output takes its name when it is whole.
 *
 * @throws {FaultlineError} `SOURCE_*` for a file that cannot be read or has not the model's columns,
 * `SOURCE_NO_ROWS`, `SOURCE_COLUMN_DUPLICATE` for one that was scored already, `OUTPUT_*`.
 */
export async function scoreFile(
  { model, version }: LoadedModel,
  { input, output, columns, log = silentLog, onProgress = () => {} }: ScoreFileOptions,
): Promise<ScoredFile> {
  const features = model.header.recipe.feature_names;
  const contract = inputContract([...features, ...sensorsBehind(features)]);
  const count: ScoredFile = { rows: 0, failures: 0, errors: 0 };
  let writer: CsvWriter | undefined;
  const take = (header: readonly string[]): CsvTaker<InputRows> => {
    const layout = mapColumns(header, columns, { source: input, contract });
    writer = createCsvWriter(output, [...header, ...freeNames(header, input)]);
    return takeInputRows(layout);
  };
  try {
    for await (const { value, progress } of csvBatches(input, take)) {
      const { table, lines, faults } = value;
      const probability = scoreTable(model, table);
      let scored = 0;
      for (let row = 0; row < lines.length; row++) {
        const fault = faults.get(row);
        if (fault) {
          writer!.writeLine(`${lines[row]},,,${quoteCsvCell(`line ${fault.line}: ${fault.reason}`)}`);
          if (count.errors++ < loggedErrors) log.warn(fault, "row not scored");
        } else {
          const failure = isFailure(model, probability[scored]) ? 1 : 0;
          writer!.writeLine(`${lines[row]},${probability[scored]},${failure},`);
          count.failures += failure;
          scored++;
        }
        count.rows++;
      }
      onProgress(progress);
    }
    if (count.rows === 0) throw new FaultlineError("SOURCE_NO_ROWS", `${input} has a header and no rows`);
    writer!.commit();
    log.info({ ...count, version, output }, "predicted");
    return count;
  } finally {
    writer?.abort();
  }
}

/** What scoring came to, in words: "1,000 rows, 31 predicted to fail, 2 not scored (see their error column)". */
export function scoredSentence({ rows, failures, errors }: ScoredFile): string {
  const n = (count: number) => count.toLocaleString("en-US");
  const unscored = errors > 0 ? `, ${n(errors)} not scored (see their error column)` : "";
  return `${n(rows)} rows, ${n(failures)} predicted to fail${unscored}`;
}

function freeNames(header: readonly string[], input: string): string[] {
  const taken = addedColumns.filter((name) => header.some((cell) => cell.trim() === name));
  if (taken.length > 0) {
    throw new FaultlineError("SOURCE_COLUMN_DUPLICATE", `${input} has a column ${taken[0]} already`, {
      hint: "scoring adds probability, predicted_failure and error: rename or remove those columns",
    });
  }
  return addedColumns;
}
