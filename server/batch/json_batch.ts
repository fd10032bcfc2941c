import { parseJson } from "../middleware/read_json.ts";
import { predictionJson } from "../answer.ts";
import { Problem } from "../problem.ts";
import { takeReading } from "../take_reading.ts";
import { type BatchFormat, checkCount, type RowFault } from "./batch_format.ts";

/** A batch as a JSON array of readings; the answer is one of predictions, an `error` in the place of a bad row. */
export const jsonBatch: BatchFormat = {
  read(body) {
    const values = parseJson(body);
    if (!Array.isArray(values)) {
      const message = "must be an array of readings";
      throw new Problem("FIELD_INVALID", `the body ${message}`, { errors: [{ field: "", message }] });
    }
    checkCount(values.length);
    return { count: values.length, take: (row) => takeReading(values[row], `${row}.`) };
  },
  start: "[",
  between: ",\n",
  end: "]\n",
  prediction: predictionJson,
  fault: faultJson,
};

/** A row without an answer, as JSON. */
export function faultJson({ code, detail, errors }: RowFault): string {
  return JSON.stringify({ error: { code, detail, errors } });
}
