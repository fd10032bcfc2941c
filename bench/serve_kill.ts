import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing } from "./serve_setup.ts";

/** Whether what was answered is there after a kill. */
export const serveKill: Benchmark = {
  name: "serve-kill",
  title: "kill -9 under load, again and again",
  about:
    "A server on one database is loaded by 64 connections, killed at a random moment within half a second, and started " +
    "again, a hundred times. In the end its database must hold every id that was answered with 200, once. A kill keeps " +
    "what is in the page cache, so this says nothing about a loss of power: that each group is synced before its " +
    "answers go out is shown by a trace of system calls (tests/prediction_log/durability_test.ts).",
  runs: 1,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const set = {
      rounds: context.tiny ? 2 : 100,
      connections: context.tiny ? 4 : 64,
      most_ms: context.tiny ? 300 : 500,
    };
    const reach = (what: string, fact: string) => ({
      kind: "fact" as const,
      what,
      fact,
      unit: "" as const,
      atMost: 0,
    });
    return [{
      name: `${set.rounds} kills`,
      time: "work",
      sides: [serveSide(context, {
        name: "faultline",
        server: setup.ours(setup.binary ? "binary" : "source"),
        program: "serve_kill.ts",
        set,
        settings: { ...set, server: setup.binary ? "dist/faultline serve" : "server/main.ts serve" },
      })],
      reach: context.tiny ? [] : [
        reach("acknowledged and lost", "lost"),
        reach("acknowledged and stored twice", "twice"),
      ],
      columns: [
        { title: "acknowledged", fact: "acknowledged", unit: "" },
        { title: "stored", fact: "stored", unit: "" },
        { title: "of it unheard of", fact: "unheard", unit: "" },
        { title: "lost", fact: "lost", unit: "" },
        { title: "twice", fact: "twice", unit: "" },
      ],
      remarks: setup.remarks,
      check: (facts) => {
        const { acknowledged, lost, twice, unheard, integrity } = facts.get("faultline")!;
        return [
          {
            what: "every acknowledged id is stored once",
            holds: Number(acknowledged) > 0 && lost === 0 && twice === 0,
            found: `${acknowledged} acknowledged, ${lost} lost, ${twice} twice`,
          },
          {
            what: "no more was stored unheard of than was under way",
            holds: Number(unheard) <= set.rounds * set.connections,
            found: `${unheard}`,
          },
          { what: "the database is sound", holds: integrity === "ok", found: `${integrity}` },
        ];
      },
    }];
  },
};
