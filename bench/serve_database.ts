import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** Whether anybody notices that the database is away. */
export const serveDatabase: Benchmark = {
  name: "serve-database",
  title: "The database away, under load",
  about:
    "PREDICTION_LOG=journal with a MariaDB behind a proxy, 1,000 readings a second at a constant rate. The proxy adds " +
    "100 ms, resets connections twice a second, goes silent without hanging up, or hangs up seconds late; then the " +
    "database is killed and started again two minutes later. Before each there is a quiet time. Latencies count from " +
    "when a reading was due. In the end the database must hold every id that was answered with 200.",
  runs: 1,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const how = setup.binary ? "binary" : "task";
    const set = context.tiny
      ? { connections: 4, rate: 200, fault_seconds: 1, quiet_seconds: 1, down_seconds: 2 }
      : { connections: 64, rate: 1_000, fault_seconds: 15, quiet_seconds: 10, down_seconds: 120 };
    return [{
      name: `${set.down_seconds} seconds down, ${set.fault_seconds} seconds of each fault`,
      time: "work",
      sides: [serveSide(context, {
        name: "faultline",
        server: setup.ours(how, { PREDICTION_LOG: "journal" }),
        program: "serve_database.ts",
        set,
        settings: { ...set, server: how },
      })],
      reach: context.tiny ? [] : [
        { kind: "fact", what: "acknowledged and lost", fact: "lost", unit: "", atMost: 0 },
        { kind: "fact", what: "worst p99 over the quiet one", fact: "worst_ratio", unit: "×", atMost: 1.5 },
      ],
      columns: [
        { title: "quiet p99", fact: "quiet_p99_ms", unit: "ms" },
        { title: "latency", fact: "latency_p99_ms", unit: "ms" },
        { title: "reset", fact: "reset_p99_ms", unit: "ms" },
        { title: "half-open", fact: "half_open_p99_ms", unit: "ms" },
        { title: "slow close", fact: "slow_close_p99_ms", unit: "ms" },
        { title: "down", fact: "down_p99_ms", unit: "ms" },
        { title: "drained in", fact: "drain_seconds", unit: "s" },
      ],
      remarks: setup.remarks,
      check: (facts) => {
        const { acknowledged, not_200, lost, stored } = facts.get("faultline")!;
        return [{
          what: "every answer 200, and every acknowledged id in the database",
          holds: not_200 === 0 && lost === 0 && Number(acknowledged) > 0,
          found: `${acknowledged} acknowledged, ${not_200} not 200, ${lost} lost, ${stored} stored`,
        }];
      },
    }];
  },
};
