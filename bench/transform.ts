import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { ingested } from "./data/readings.ts";
import { measureSide } from "./measure_side.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** From readings to prepared files. */
export const transform: Benchmark = {
  name: "transform",
  title: "Transform 1,000,000 rows, CSV to prepared files",
  about:
    "readings.csv of simulated readings (15 columns) to train and test files: three engineered features, failure " +
    "modes dropped, 30 % of the machines held out. Ours writes Arrow, holds a batch of rows at a time and checks " +
    "every cell; pandas holds all rows and writes Feather, which is Arrow too. The time is of the work without start " +
    "and imports.",
  runs: 5,
  async prepare(context) {
    const rows = context.tiny ? 3_000 : 1_000_000;
    const raw = await context.data(
      `readings-csv-${rows}`,
      (folder) => ingested(folder, `simulate:?rows=${rows}&seed=1`),
    );
    const ours = await context.scratch(), theirs = await context.scratch();
    return [{
      name: `${rows.toLocaleString("en-US")} rows`,
      time: "work",
      sides: [
        ourProgram(context, {
          name: "faultline",
          threads: 2,
          program: "transform.ts",
          args: ["--raw", raw, "--output", ours],
          settings: {
            threads: "one, and the runtime's for compiling and garbage",
            split: "by a hash of the machine",
            write: "Arrow, uncompressed, flushed to the disk",
          },
        }),
        peerProgram(context, {
          name: "pandas",
          threads: 2,
          program: "pandas_transform.py",
          args: [join(raw, "readings.csv"), theirs],
          settings: {
            threads: "one for read_csv and the split",
            read: "read_csv, its default engine (C)",
            split: "GroupShuffleSplit",
            write: "to_feather, its default lz4",
          },
        }),
      ],
      reach: [{ kind: "faster", than: "pandas", atLeast: 2 }],
      async check() {
        const { facts } = await measureSide(
          peerProgram(context, {
            name: "comparison of the files",
            threads: 2,
            program: "same_prepared.py",
            args: [ours, theirs],
            settings: {},
          }),
          context,
        );
        return [{
          what: "the same rows and columns out, bit for bit, no machine on both sides",
          holds: facts.same === 1,
          found: `${facts.rows} rows, ${facts.columns} columns, ${facts.different} cells differ, ` +
            `${facts.shared} machines on both sides, ${facts.held_out} held out`,
        }];
      },
    }];
  },
};
