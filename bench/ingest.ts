import { join } from "node:path";
import { startMariadb } from "../tests/support/mariadb.ts";
import type { Benchmark } from "./benchmark.ts";
import { fillReadings } from "./data/mysql_readings.ts";
import { measureSide } from "./measure_side.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** From a plant's database to a file. */
export const ingest: Benchmark = {
  name: "ingest",
  title: "Ingest MySQL to CSV, 1,000,000 × 10",
  about:
    "A table of simulated readings in a MariaDB server of the benchmark's own, on the same machine. The time is " +
    "from connecting to the finished file, without start and imports. Ours also checks every cell against the " +
    "contract, hashes the file and writes its summary.",
  runs: 5,
  async prepare(context) {
    const rows = context.tiny ? 2_000 : 1_000_000;
    const server = await startMariadb();
    context.after(server.stop);
    context.say(`filling a table with ${rows} readings`);
    await fillReadings(server, rows);
    const output = await context.scratch();
    const theirs = join(output, "pandas.csv");
    return [{
      name: `${rows.toLocaleString("en-US")} rows`,
      time: "work",
      sides: [
        ourProgram(context, {
          name: "faultline",
          threads: 2,
          program: "ingest.ts",
          args: ["--source", `${server.url}&table=readings`, "--output", output],
          settings: { read: "one consistent snapshot, in the order of the key" },
        }),
        peerProgram(context, {
          name: "pandas",
          threads: 2,
          program: "pandas_ingest.py",
          args: [`mysql+mysqlconnector://root@127.0.0.1:${server.port}/plant`, theirs],
          settings: { read: "read_sql of an ordered SELECT, SQLAlchemy, mysql-connector", write: "to_csv" },
        }),
      ],
      reach: [{ kind: "faster", than: "pandas", atLeast: 5 }, { kind: "memory", below: 250 }],
      async check() {
        const { facts } = await measureSide(
          peerProgram(context, {
            name: "comparison of the files",
            threads: 2,
            program: "same_csv.py",
            args: [join(output, "readings.csv"), theirs],
            settings: {},
          }),
          context,
        );
        return [{
          what: "the same rows out, in the same order",
          holds: facts.same === 1,
          found: `${facts.rows} rows, ${facts.columns} columns, ${facts.different} cells differ`,
        }];
      },
    }];
  },
};
