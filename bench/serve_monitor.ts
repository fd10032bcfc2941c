import type { Benchmark, Facts } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** Predictions while drift reports are made. */
export const serveMonitor: Benchmark = {
  name: "serve-monitor",
  title: "Latency while drift reports are made",
  about:
    "1,000,000 predictions are stored; then readings arrive at a constant rate, 5 s alone and 5 s while one drift " +
    "report after the other is made over all that is stored, six times in turns: window, sample, tests, the latest " +
    "stretch against the reference, quality, performance, the forest that tells now from then, and the page. The ratio " +
    "is of the medians of the 99th percentiles of the two, each latency counted from when the reading was due.",
  runs: 3,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: false });
    const { tiny } = context;
    const set = {
      connections: tiny ? 4 : 16,
      rate: tiny ? 100 : 2_000,
      rounds: tiny ? 1 : 6,
      seconds: tiny ? 1 : 5,
      warm: tiny ? 1 : 3,
      stored: tiny ? 2_000 : 1_000_000,
      batch: tiny ? 500 : 10_000,
    };
    const { connections, rate, rounds, seconds } = set;
    return [{
      name: "2,000 readings a second",
      time: "work",
      sides: [serveSide(context, {
        name: "faultline",
        server: setup.ours("source", { MONITOR_EVERY: "off" }),
        program: "serve_monitor.ts",
        set,
        settings: { connections, rate, rounds, seconds },
      })],
      reach: tiny ? [] : [{
        kind: "fact",
        what: "p99 while reports are made, to p99 of quiet",
        fact: "p99_ratio",
        unit: "×",
        atMost: 1.5,
      }],
      columns: [
        { title: "stored", fact: "stored", unit: "" },
        { title: "read", fact: "read", unit: "" },
        { title: "a report", fact: "report_s", unit: "s" },
        { title: "p99 quiet", fact: "quiet_p99_ms", unit: "ms" },
        { title: "p99 meanwhile", fact: "busy_p99_ms", unit: "ms" },
        { title: "ratio", fact: "p99_ratio", unit: "×" },
      ],
      check: (facts: ReadonlyMap<string, Facts>) =>
        [...facts].map(([name, { not_200 }]) => ({
          what: `${name}: every answer 200`,
          holds: not_200 === 0,
          found: `${not_200} others`,
        })),
    }];
  },
};
