import type { Benchmark, Facts } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** How long an answer takes at half of what the server gets through. */
export const serveRate: Benchmark = {
  name: "serve-rate",
  title: "Latency at half of the greatest load",
  about:
    "A closed loop of 64 connections finds how much the server gets through; then half of that arrives at a constant " +
    "rate over 64 connections. A latency counts from the moment at which a reading was due, not from when it was sent, " +
    "so that a stall is charged for all who would have come meanwhile. Every prediction is synced to the disk before " +
    "its answer. Here the load generator is ours, on Deno, which takes more of the machine than wrk.",
  runs: 3,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const connections = context.tiny ? 4 : 64;
    const set = { connections, seconds: context.tiny ? 1 : 10, warm: context.tiny ? 1 : 3 };
    const settings = { connections, seconds: set.seconds };
    const side = (name: string, how: "task" | "binary") =>
      serveSide(context, { name, server: setup.ours(how), program: "serve_rate.ts", set, settings });
    const names = ["faultline", ...(setup.binary ? ["faultline, compiled"] : [])];
    return [{
      name: "half of the load, constant arrival rate",
      time: "work",
      sides: names.map((name, i) => side(name, i === 0 ? "task" : "binary")),
      reach: context.tiny ? [] : names.map((name) => ({
        kind: "fact" as const,
        what: "p99",
        fact: "p99_ms",
        unit: "ms" as const,
        below: 10,
        side: name,
      })),
      columns: [
        { title: "greatest load", fact: "most_per_second", unit: "/s" },
        { title: "rate", fact: "rate", unit: "/s" },
        { title: "p50", fact: "p50_ms", unit: "ms" },
        { title: "p99", fact: "p99_ms", unit: "ms" },
        { title: "p99.9", fact: "p999_ms", unit: "ms" },
      ],
      remarks: setup.remarks,
      check: (facts: ReadonlyMap<string, Facts>) =>
        [...facts].map(([name, { not_200 }]) => ({
          what: `${name}: every answer 200`,
          holds: not_200 === 0,
          found: `${not_200} others`,
        })),
    }];
  },
};
