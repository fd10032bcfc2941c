import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import { idChunks } from "./id_chunks.ts";
import { leastIdAt } from "./id_time.ts";
import type { LogCounts, MachineState, PredictionQuery } from "./prediction_log.ts";
import type { MachinesQuery } from "./prediction_store.ts";
import { readMachines } from "./sqlite_machines.ts";
import { outcomeColumns, predictionColumns, toOutcome, toPrediction } from "./sqlite_rows.ts";

/** The questions of a `PredictionStore`, answered at once. A limit of -1 is none. */
export interface SqliteReads {
  find(id: string): StoredPrediction | undefined;
  findAll(ids: readonly string[]): StoredPrediction[];
  list(query: PredictionQuery): StoredPrediction[];
  machines(query: MachinesQuery): MachineState[];
  outcomes(query: { machine_id?: string; since?: number; limit: number }): StoredOutcome[];
  counts(query: { since: number }): LogCounts;
  /** Predictions, oldest first. */
  oldest(limit: number): StoredPrediction[];
  known(table: "predictions" | "outcomes", ids: readonly string[]): Set<string>;
}

/** Outcomes as they are told: newest first. */
const newestFirst = "ORDER BY at_ms DESC, recorded_at_ms DESC, id DESC";

/** Answers questions from a database, each from one state of it. */
export function createSqliteReads(database: DatabaseSync): SqliteReads {
  const find = database.prepare(`SELECT ${predictionColumns} FROM predictions p WHERE id = ?`);
  // The driver takes no arrays; JSON is one value however many ids there are.
  const findAll = database.prepare(
    `SELECT ${predictionColumns} FROM predictions p WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const oldest = database.prepare(`SELECT ${predictionColumns} FROM predictions p ORDER BY id LIMIT ?`);
  const until = database.prepare("SELECT until_id FROM machine_index");

  /** Runs reads that belong together on one snapshot. */
  function snapshot<T>(work: (untilId: string) => T): T {
    // The connection may also write; a question that comes inside a transaction sees that transaction's state.
    const own = !database.isTransaction;
    if (own) database.exec("BEGIN");
    try {
      return work(until.get()!.until_id as string);
    } finally {
      if (own) database.exec("COMMIT");
    }
  }

  /** Conditions on the predictions `p` that a query asks for, but for its machine. */
  function conditions(query: PredictionQuery): Condition[] {
    // SQLite takes one upper bound into its index and holds every row below it against the other.
    const ends = [query.before, query.until === undefined ? undefined : leastIdAt(query.until)];
    const end = ends.filter((id) => id !== undefined).sort()[0];
    const all: (Condition | undefined)[] = [
      end === undefined ? undefined : ["p.id < ?", end],
      query.since === undefined ? undefined : ["p.id >= ?", leastIdAt(query.since)],
      query.risk === undefined ? undefined : ["p.risk = ?", query.risk],
      query.model_version === undefined ? undefined : ["p.model_version = ?", query.model_version],
    ];
    return all.filter((condition) => condition !== undefined);
  }

  function select(
    from: string,
    where: readonly Condition[],
    order: string,
    limit: number,
  ): StoredPrediction[] {
    const filter = where.length === 0 ? "" : `WHERE ${where.map(([sql]) => sql).join(" AND ")}`;
    return database.prepare(
      `SELECT ${predictionColumns} FROM ${from} ${filter} ORDER BY ${order} DESC LIMIT ?`,
    )
      .all(...where.map(([, value]) => value), limit).map(toPrediction);
  }

  /** First the rows past the end of the index, which are the newest, then those in it. */
  function listOfMachine(query: PredictionQuery, machine: string): StoredPrediction[] {
    return snapshot((untilId) => {
      const where = conditions(query);
      const tail = select(
        "predictions p",
        [["p.id > ?", untilId], ["p.machine_id = ?", machine], ...where],
        "p.id",
        query.limit,
      );
      if (tail.length === query.limit) return tail;
      // In this order of tables: the index gives ids newest first, the conditions on ids cut it short.
      const indexed = select(
        "machine_predictions m CROSS JOIN predictions p ON p.id = m.id",
        [
          ["m.machine_id = ?", machine],
          ["m.id <= ?", untilId],
          ...where.map(([sql, value]): Condition => [sql.replace("p.id", "m.id"), value]),
        ],
        "m.id",
        query.limit - tail.length,
      );
      return [...tail, ...indexed];
    });
  }

  return {
    find(id) {
      const row = find.get(id);
      return row === undefined ? undefined : toPrediction(row);
    },
    findAll: (ids) => idChunks(ids).flatMap((some) => findAll.all(JSON.stringify(some)).map(toPrediction)),
    list: (query) =>
      query.machine_id === undefined
        ? select("predictions p", conditions(query), "p.id", query.limit)
        : listOfMachine(query, query.machine_id),
    machines: (query) => snapshot((untilId) => readMachines(database, untilId, query)),
    outcomes({ machine_id, since, limit }) {
      const where: Condition[] = [];
      if (machine_id !== undefined) where.push(["machine_id = ?", machine_id]);
      if (since !== undefined) where.push(["at_ms >= ?", since]);
      const filter = where.length === 0 ? "" : `WHERE ${where.map(([sql]) => sql).join(" AND ")}`;
      return database.prepare(`SELECT ${outcomeColumns} FROM outcomes ${filter} ${newestFirst} LIMIT ?`)
        .all(...where.map(([, value]) => value), limit).map(toOutcome);
    },
    counts: ({ since }) => snapshot((untilId) => readCounts(database, untilId, since)),
    oldest: (limit) => oldest.all(limit).map(toPrediction),
    known(table, ids) {
      const rows = database.prepare(`SELECT id FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`)
        .all(JSON.stringify(ids));
      return new Set(rows.map((row) => row.id as string));
    },
  };
}

/** A condition and the value of its placeholder. */
type Condition = [sql: string, value: SQLInputValue];

function readCounts(database: DatabaseSync, untilId: string, since: number): LogCounts {
  const least = leastIdAt(since);
  const number = (sql: string, ...values: SQLInputValue[]) =>
    Number(Object.values(database.prepare(sql).get(...values)!)[0]);
  const isAll = number("SELECT count(*) FROM (SELECT 1 FROM predictions WHERE id < ? LIMIT 1)", least) === 0;
  return {
    // All of them are counted already but for the tail; of a span, the narrowest index is counted.
    predictions: isAll
      ? number("SELECT coalesce(sum(predictions), 0) FROM machines") +
        number("SELECT count(*) FROM predictions WHERE id > ?", untilId)
      : number(
        "SELECT count(*) FROM predictions INDEXED BY predictions_by_risk " +
          "WHERE risk IN ('high', 'elevated', 'low') AND id >= ?",
        least,
      ),
    alarms: number("SELECT count(*) FROM predictions WHERE failure = 1 AND id >= ?", least),
    machines: number(
      "SELECT count(*) FROM (SELECT machine_id FROM machines WHERE latest_id >= ?1 " +
        "UNION SELECT machine_id FROM predictions WHERE id > ?2 AND id >= ?1)",
      least,
      untilId,
    ),
    outcomes: number("SELECT count(*) FROM outcomes WHERE at_ms >= ?", since),
  };
}
