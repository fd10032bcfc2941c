import { FaultlineError } from "../../lib/errors.ts";
import { createRowCutter } from "../../lib/table/csv_rows.ts";
import { faultSentence } from "../field_faults.ts";
import { Problem } from "../problem.ts";
import { type BatchFormat, checkCount, mostRows, type RowFault, tooManyRows } from "./batch_format.ts";
import { csvLine } from "./csv_line.ts";
import { csvLayout } from "./csv_layout.ts";
import { takeCells } from "./take_cells.ts";

const columns = [
  ...["id", "machine_id", "failure", "probability", "threshold", "risk", "model_name", "model_version", "at"],
  ...["error_code", "error"],
];

/**
 * A batch as CSV with a header, by the contract's names or those of AI4I 2020; the answer is CSV, a line a row, with
 * `failure` as 0 or 1, safe to open in a spreadsheet.
 */
export const csvBatch: BatchFormat = {
  read(body) {
    const rows = cutRows(body);
    const header = rows.shift();
    if (header === undefined) checkCount(0);
    const layout = csvLayout(header!);
    checkCount(rows.length);
    return { count: rows.length, take: (row) => takeCells(rows[row], layout, `${row}.`) };
  },
  start: `${columns.join(",")}\n`,
  between: "\n",
  end: "\n",
  prediction({ id, machine_id, failure, probability, threshold, risk, model, at }) {
    return `${id},${csvLine([machine_id])},${failure ? 1 : 0},${probability},${threshold},${risk}` +
      `,${csvLine([model.name])},${model.version},${at},,`;
  },
  fault({ code, detail, errors }: RowFault) {
    const sentence = errors.length > 1 ? errors.map((fault) => faultSentence([fault])).join("; ") : detail;
    return `,,,,,,,,,${csvLine([code, sentence])}`;
  },
};

const newline = 10;

/** The rows of a CSV text, blank lines left out, the header first. */
function cutRows(body: Uint8Array): string[][] {
  // Before anything is made of them: lines that no batch can have, blank ones included.
  let lines = 0;
  for (let at = body.indexOf(newline); at >= 0; at = body.indexOf(newline, at + 1)) {
    if (++lines > 2 * mostRows) throw tooManyRows();
  }
  try {
    const { rows } = createRowCutter("the body")(decodeText(body), true);
    return rows.filter((row) => row.length > 1 || row[0].trim() !== "");
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    throw new Problem("CSV_MALFORMED", error.message, { cause: error });
  }
}

function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new Problem("CSV_MALFORMED", "the body is not UTF-8", { cause });
  }
}
