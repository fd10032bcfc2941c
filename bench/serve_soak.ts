import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** Whether memory stays flat. `SOAK_SECONDS` sets another length than ten minutes. */
export const serveSoak: Benchmark = {
  name: "serve-soak",
  title: "A long load with clients that hang up",
  about:
    "64 clients, of which 16 hang up in the middle of a request or without waiting for its answer; the others ask " +
    "2,000 times a second together. Memory is compared just after the warm-up, a fifth of the time, and at the end. " +
    "The same check on a server that keeps a kilobyte of every request shows that it would notice.",
  runs: 1,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const how = setup.binary ? "binary" : "task";
    const seconds = context.tiny ? 4 : Number(Deno.env.get("SOAK_SECONDS") || 600);
    const soak = {
      clients: context.tiny ? 8 : 64,
      aborting: context.tiny ? 2 : 16,
      rate: context.tiny ? 200 : 2_000,
    };
    const columns = [
      { title: "answers", fact: "answers", unit: "" as const },
      { title: "hung up", fact: "aborted", unit: "" as const },
      { title: "5xx", fact: "server_errors", unit: "" as const },
      { title: "p99", fact: "p99_ms", unit: "ms" as const },
      { title: "RSS after warm-up", fact: "rss_warm_mb", unit: "MB" as const },
      { title: "growth", fact: "growth_mb", unit: "MB" as const },
    ];
    const growth = { kind: "fact" as const, what: "growth", fact: "growth_mb", unit: "MB" as const };
    // A megabyte a second or more, so that a short run shows it.
    const leakySeconds = Math.min(seconds, 60);
    const leakBytes = context.tiny ? 200_000 : 1_000;
    const { ours } = setup;
    const leaky = {
      ...ours("source", { LEAK_BYTES: `${leakBytes}`, MODEL: join(setup.project, "models/current") }),
      command: [Deno.execPath(), "run", "-q", "-P=bench", join(context.root, "bench/load/leaky_server.ts")],
      cwd: context.root,
    };
    return [{
      name: `${seconds} seconds`,
      time: "work",
      sides: [serveSide(context, {
        name: "faultline",
        server: ours(how),
        program: "serve_soak.ts",
        set: { ...soak, seconds, warm: seconds / 5 },
        settings: { ...soak, seconds, server: how },
      })],
      reach: context.tiny ? [] : [
        { ...growth, below: 30 },
        { kind: "fact", what: "5xx", fact: "server_errors", unit: "", atMost: 0 },
      ],
      columns,
      remarks: setup.remarks,
      check: () => [],
    }, {
      name: `${leakySeconds} seconds with a leak of ${leakBytes.toLocaleString("en-US")} bytes a request`,
      time: "work",
      sides: [serveSide(context, {
        name: "faultline with a leak",
        server: leaky,
        program: "serve_soak.ts",
        set: { ...soak, seconds: leakySeconds, warm: leakySeconds / 5 },
        settings: { ...soak, seconds: leakySeconds },
      })],
      reach: [],
      columns,
      check: (facts) => {
        const found = Number(facts.get("faultline with a leak")!.growth_mb);
        return [{
          what: "the leak is noticed: growth above 30 MB",
          holds: found > 30,
          found: `${Math.round(found)} MB`,
        }];
      },
    }];
  },
};
