import { createRandom } from "../../lib/random/random.ts";
import { createCsvWriter } from "../../lib/table/csv_writer.ts";

/** Writes rows as a good model scores them: labels (3.4 % failures) and probabilities, to three digits as of 1,000 trees. */
export function scoredRows(path: string, rows: number): void {
  const random = createRandom(7);
  const writer = createCsvWriter(path, ["failure", "probability"]);
  for (let row = 0; row < rows; row++) {
    const failure = random.uniform() < 0.034 ? 1 : 0;
    const logit = failure ? 1.5 + 2 * random.normal() : -5 + 2 * random.normal();
    writer.writeRow([failure, Math.round(1000 / (1 + Math.exp(-logit))) / 1000]);
  }
  writer.commit();
}
