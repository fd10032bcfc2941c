import { type LoadedModel, loadModel } from "../lib/model/load_model.ts";
import { scoreTable } from "../lib/model/score.ts";
import { sensorsBehind } from "../lib/prepare/engineered_features.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { type ColumnLayout, mapColumns } from "../lib/stores/map_columns.ts";
import { inputContract, parseRows } from "../lib/stores/parse_reading.ts";
import { readCsv } from "../lib/table/csv_reader.ts";
import { createCsvWriter, type CsvWriter } from "../lib/table/csv_writer.ts";
import { FaultlineError } from "../lib/errors.ts";
import { runTask, type TaskContext } from "./stage.ts";

/** The columns that scoring puts behind those of the input. */
const addedColumns = ["probability", "predicted_failure", "error"];

/** Rows that cannot be scored and are logged one by one; the `error` column tells of all of them. */
const loggedErrors = 10;

/** What scoring a file came to. */
export interface Predicted {
  rows: number;
  failures: number;
  /** Rows that could not be scored; their `error` says why. */
  errors: number;
}

/**
 * Scores a CSV file of any size, a batch at a time. Every column is kept, in its order; `probability`,
 * `predicted_failure` (0 or 1) and `error` follow. A row that cannot be read keeps its place, the first two empty.
 */
export async function predict(
  { model, version }: LoadedModel,
  files: { input: string; output: string },
  { params, log, progress: startProgress }: Pick<TaskContext, "params" | "log" | "progress">,
): Promise<Predicted> {
  const features = model.header.recipe.feature_names;
  const contract = inputContract([...features, ...sensorsBehind(features)]);
  const progress = startProgress("predict", 100, "% of the file");
  const count: Predicted = { rows: 0, failures: 0, errors: 0 };
  let writer: CsvWriter | undefined;
  let layout: ColumnLayout | undefined;
  try {
    for await (const { header, rows, lines, progress: share } of readCsv(files.input)) {
      layout ??= mapColumns(header, params.ingest.columns, { source: files.input, contract });
      writer ??= createCsvWriter(files.output, [...header, ...freeNames(header, files.input)]);
      const { table, positions, faults } = parseRows(rows, layout);
      const probability = scoreTable(model, table);
      let scored = 0;
      for (let row = 0; row < rows.length; row++) {
        const cells = fitted(rows[row], header.length);
        if (positions[scored] === row && scored < positions.length) {
          const failure = probability[scored] >= model.header.threshold.probability ? 1 : 0;
          writer.writeRow([...cells, probability[scored], failure, ""]);
          count.failures += failure;
          scored++;
        } else {
          const reason = `line ${lines[row]}: ${faults.get(row)?.reason}`;
          writer.writeRow([...cells, "", "", reason]);
          if (count.errors++ < loggedErrors) {
            log.warn({ line: lines[row], reason: faults.get(row)?.reason }, "row not scored");
          }
        }
        count.rows++;
      }
      progress.update(Math.round(share * 100));
    }
    if (count.rows === 0) {
      throw new FaultlineError("SOURCE_NO_ROWS", `${files.input} has a header and no rows`);
    }
    writer!.commit();
    log.info({ ...count, version, output: files.output }, "predicted");
    return count;
  } finally {
    writer?.abort();
    progress.stop();
  }
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

/** A ragged row's cells, cut or filled up to the header's length; its error says how many there were. */
function fitted(cells: readonly string[], length: number): readonly string[] {
  return cells.length === length ? cells : Array.from({ length }, (_, i) => cells[i] ?? "");
}

if (import.meta.main) {
  await runTask({
    name: "predict",
    summary:
      "Scores a CSV file of any size: keeps every column, appends probability, predicted_failure and error.",
    options: (command) =>
      command
        .requiredOption("--input <file>", "CSV file of readings")
        .requiredOption("--output <file>", "CSV file to write")
        .option("--model <folder>", "model folder", "models/current"),
    help: "Example:\n  deno task predict --input readings.csv --output scored.csv",
  }, async (context) => {
    const { input, output, model: folder } = context.options as Record<string, string>;
    const loaded = await loadModel(folder);
    const { value, seconds } = await context.timed(() => predict(loaded, { input, output }, context));
    const n = (rows: number) => rows.toLocaleString("en-US");
    const errors = value.errors > 0 ? `, ${n(value.errors)} not scored (see their error column)` : "";
    context.print(
      stepLine(
        "predict",
        output,
        `${n(value.rows)} rows, ${n(value.failures)} predicted to fail${errors}`,
        seconds,
      ),
    );
  });
}
