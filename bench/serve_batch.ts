import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** Batches of readings, answered and stored. */
export const serveBatch: Benchmark = {
  name: "serve-batch",
  title: "Serve batches of 10,000 readings",
  about:
    "Two clients each send a batch, wait for the whole answer, and send the next, so that one is parsed and scored " +
    "while the other is written: each row is validated, scored, stored and synced to the disk, and answered with an id " +
    "of its own. The time is that of one batch; what a batch takes when it is alone is shown beside it.",
  runs: 3,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const rows = context.tiny ? 100 : 10_000;
    const sides = [["faultline", "task"], ["faultline, compiled", "binary"]] as const;
    const there = sides.filter(([, how]) => how === "task" || setup.binary);
    return [["JSON", 100_000], ["NDJSON", 100_000], ["CSV", 150_000]].map(([format, atLeast]) => {
      const set = { format, rows, clients: 2, batches: context.tiny ? 2 : 40, warm: context.tiny ? 1 : 10 };
      return {
        name: `${rows.toLocaleString("en-US")} rows of ${format}`,
        time: "work" as const,
        sides: there.map(([name, how]) =>
          serveSide(context, {
            name,
            server: setup.ours(how),
            program: "serve_batch.ts",
            set,
            settings: { batches: set.batches, clients: set.clients },
          })
        ),
        reach: context.tiny || format === "NDJSON" ? [] : there.map(([name]) => ({
          kind: "fact" as const,
          what: "rows",
          fact: "rows_per_second",
          unit: "/s" as const,
          atLeast: Number(atLeast),
          side: name,
        })),
        columns: [
          { title: "rows", fact: "rows_per_second", unit: "/s" as const },
          { title: "a batch alone", fact: "alone_ms", unit: "ms" as const },
          { title: "CPU of the server, a row", fact: "cpu_us", unit: "µs" as const },
        ],
        remarks: setup.remarks,
        check: (facts) =>
          [...facts].map(([name, { asked, answered, stored }]) => ({
            what: `${name}: every row answered and stored`,
            holds: asked === answered && asked === stored,
            found: `${asked} asked, ${answered} answered, ${stored} stored`,
          })),
      };
    });
  },
};
