import { parseJson } from "../middleware/read_json.ts";
import { predictionJson } from "../answer.ts";
import { Problem } from "../problem.ts";
import { takeReading } from "../take_reading.ts";
import { type BatchFormat, checkCount, mostRows, tooManyRows } from "./batch_format.ts";
import { faultJson } from "./json_batch.ts";

const newline = 10;

/**
 * A batch as JSON a line, and the answer likewise. Blank lines do not count; a line that is not JSON spoils no
 * other.
 */
export const ndjsonBatch: BatchFormat = {
  read(body) {
    const lines = linesOf(body);
    checkCount(lines.length);
    return {
      count: lines.length,
      take(row) {
        let value: unknown;
        try {
          value = parseJson(lines[row]);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return { code: error.code, detail: error.message.replace("the body", "the line"), errors: [] };
        }
        return takeReading(value, `${row}.`);
      },
    };
  },
  start: "",
  between: "\n",
  end: "\n",
  prediction: predictionJson,
  fault: faultJson,
};

function linesOf(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(newline, start);
    const end = found < 0 ? body.length : found;
    if (!isBlank(body, start, end)) {
      if (lines.length === mostRows) throw tooManyRows();
      lines.push(body.subarray(start, end));
    }
    start = end + 1;
  }
  return lines;
}

function isBlank(body: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    // Space, tab and CR.
    if (body[at] !== 32 && body[at] !== 9 && body[at] !== 13) return false;
  }
  return true;
}
