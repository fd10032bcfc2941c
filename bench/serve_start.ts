import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** From nothing to the first prediction. */
export const serveStart: Benchmark = {
  name: "serve-start",
  title: "Start to the first prediction",
  about:
    "From the start of the process to the end of the answer to a first reading, which is stored in a database made " +
    "for it. The program and its modules are in the page cache. RSS is what all of its processes hold just after.",
  runs: 15,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const side = (name: string, how: "task" | "binary") =>
      serveSide(context, {
        name,
        server: setup.ours(how),
        program: "serve_start.ts",
        set: {},
        settings: { command: how === "task" ? "deno task serve" : "dist/faultline serve" },
      });
    const task = side("faultline", "task");
    const start = {
      kind: "fact" as const,
      what: "start to first prediction",
      fact: "start_ms",
      unit: "ms" as const,
    };
    return [{
      name: "first prediction",
      time: "work",
      sides: setup.binary ? [side("faultline, compiled", "binary"), task] : [task],
      reach: context.tiny || !setup.binary ? [] : [
        { ...start, below: 150 },
        { kind: "memory", below: 150 },
      ],
      remarks: setup.remarks,
      check: (facts) =>
        [...facts].map(([name, { rss_mb }]) => ({
          what: `${name}: answered`,
          holds: Number(rss_mb) > 0,
          found: `${Math.round(Number(rss_mb))} MB`,
        })),
    }];
  },
};
