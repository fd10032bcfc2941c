import { parseArgs } from "node:util";
import { bootstrapIntervals } from "../../lib/metrics/bootstrap_intervals.ts";
import { readCsv } from "../../lib/table/csv_reader.ts";
import { report, timed } from "./report.ts";

// Bootstrap intervals of every score.
const { values } = parseArgs({ options: { scored: { type: "string" }, samples: { type: "string" } } });
const failure: number[] = [], probability: number[] = [];
for await (const { rows } of readCsv(values.scored!)) {
  for (const row of rows) {
    failure.push(Number(row[0]));
    probability.push(Number(row[1]));
  }
}
const samples = Number(values.samples);
const { value, seconds } = await timed(() =>
  bootstrapIntervals(Uint8Array.from(failure), Float64Array.from(probability), 0.5, { samples, seed: 42 })
);
report(
  seconds,
  Object.fromEntries(
    Object.entries(value.intervals).flatMap(([name, ends]) => [
      [`${name}_low`, ends?.[0] ?? 0],
      [`${name}_high`, ends?.[1] ?? 0],
    ]),
  ),
);
