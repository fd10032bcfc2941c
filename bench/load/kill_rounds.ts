import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import type { Random } from "../../lib/random/random.ts";
import { closedLoop } from "./closed_loop.ts";
import { type ServerSpec, startMeasured } from "./measured_server.ts";
import { predictionId } from "./prediction_id.ts";

/** A server that is killed under load again and again. */
export interface KillOptions {
  /** A command without a task around it. Its data are in `{scratch}`, its database is `faultline.db` there. */
  server: ServerSpec;
  /** A folder that stays from round to round. */
  scratch: string;
  rounds: number;
  connections: number;
  requests: readonly Uint8Array[];
  /** Most milliseconds of load before a kill; the moment is drawn anew for each round. */
  mostMs: number;
  random: Random;
}

/** What is left in the end. */
export interface KillResult {
  rounds: number;
  acknowledged: number;
  stored: number;
  /** Acknowledged predictions that are not in the database. */
  lost: number;
  /** Rows beyond one for each id, and acknowledged ids that two answers had. */
  twice: number;
  /** Rows that nobody heard of: under way when the server was killed. */
  unheard: number;
  /** What SQLite says of the file: `ok`. */
  integrity: string;
}

/** Kills a server under load, with SIGKILL at a random moment, starts it again on its data, and looks what it has. */
export async function killRounds(options: KillOptions): Promise<KillResult> {
  const { server: spec, scratch, rounds, connections, requests, mostMs, random } = options;
  const acknowledged = new Set<string>();
  let answers = 0;
  for (let round = 0; round < rounds; round++) {
    const server = await startMeasured(spec, { scratch, pollMs: 10 });
    const killing = new Promise<void>((resolve) => setTimeout(resolve, mostMs * random.uniform())).then(
      () => {
        // At once, while the clients go on.
        Deno.kill(server.pid, "SIGKILL");
        return server.kill();
      },
    );
    const { statuses } = await closedLoop({
      port: server.port,
      connections,
      requests,
      until: () => false,
      mayBreak: true,
      onAnswer({ status, body }) {
        if (status !== 200) return;
        answers++;
        acknowledged.add(predictionId(body));
      },
    });
    await killing;
    const others = Object.keys(statuses).filter((status) => status !== "200");
    if (others.length > 0) throw new Error(`round ${round}: answers of status ${others}\n${server.said()}`);
  }

  const database = openLogDatabase(`${scratch}/faultline.db`, { readOnly: false });
  try {
    const ids = database.prepare("SELECT id FROM predictions").all().map(({ id }) => id as string);
    const stored = new Set(ids);
    const lost = [...acknowledged].filter((id) => !stored.has(id)).length;
    return {
      rounds,
      acknowledged: acknowledged.size,
      stored: ids.length,
      lost,
      twice: ids.length - stored.size + answers - acknowledged.size,
      unheard: stored.size - (acknowledged.size - lost),
      integrity: String(database.prepare("PRAGMA integrity_check").get()!.integrity_check),
    };
  } finally {
    database.close();
  }
}
