import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { FaultlineError } from "../errors.ts";
import { sqliteFault } from "./sqlite_fault.ts";

/** What leads from each version of the schema to the next; the last one is the newest. A released one never changes. */
const migrations: readonly string[] = [
  `
  CREATE TABLE predictions (
    id TEXT PRIMARY KEY NOT NULL,
    machine_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probability REAL NOT NULL,
    threshold REAL NOT NULL,
    failure INTEGER NOT NULL,
    risk TEXT NOT NULL,
    request_id TEXT,
    type TEXT NOT NULL,
    air_temperature_k REAL NOT NULL,
    process_temperature_k REAL NOT NULL,
    rotational_speed_rpm REAL NOT NULL,
    torque_nm REAL NOT NULL,
    tool_wear_min REAL NOT NULL,
    measured_at TEXT
  ) STRICT, WITHOUT ROWID;
  -- These grow at a handful of ends, so that a group of new rows touches a handful of pages.
  CREATE INDEX predictions_by_risk ON predictions (risk, id);
  CREATE INDEX predictions_by_model ON predictions (model_version, id);
  CREATE INDEX predictions_alarms ON predictions (id) WHERE failure = 1;

  CREATE TABLE outcomes (
    id TEXT PRIMARY KEY NOT NULL,
    prediction_id TEXT,
    machine_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    failure INTEGER NOT NULL,
    mode TEXT,
    recorded_at_ms INTEGER NOT NULL,
    recorded_by TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outcomes_by_machine ON outcomes (machine_id, at_ms, recorded_at_ms, id);
  CREATE INDEX outcomes_by_time ON outcomes (at_ms, recorded_at_ms, id);

  -- Predictions by machine, made a while after them (machine_index.ts): those up to until_id are in.
  CREATE TABLE machine_predictions (
    machine_id TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (machine_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE machines (
    machine_id TEXT PRIMARY KEY NOT NULL,
    predictions INTEGER NOT NULL,
    latest_id TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE machine_index (until_id TEXT NOT NULL) STRICT;
  INSERT INTO machine_index VALUES ('');

  -- Rows that the database behind a journal refused for good.
  CREATE TABLE set_aside (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    row TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
`,
  `
  -- What monitoring found, a row a report; alarms is a JSON array of findings' codes.
  CREATE TABLE drift_reports (
    id TEXT PRIMARY KEY NOT NULL,
    made_at_ms INTEGER NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    predictions_read INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    drifted INTEGER NOT NULL,
    share REAL NOT NULL,
    alarms TEXT NOT NULL,
    f1 REAL,
    estimated_f1 REAL,
    alert_share REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
`,
];

/** The version that this Faultline writes. */
export const sqliteSchemaVersion = migrations.length;

/** In the file's header, so that a database of something else is not taken for ours: "Flog". */
const applicationId = 0x466c6f67;

/** Milliseconds that a lock is waited for: another program's backup, say. */
const busyTimeoutMs = 5_000;

/** How a database is opened. */
export interface OpenDatabaseOptions {
  readOnly: boolean;
  /** Whether a server may be writing it already (default false): then nothing is made or migrated. */
  joined?: boolean;
}

/**
 * Opens the database of a prediction log, made or migrated where it may be written. Every commit is synced to the disk
 * (WAL, `synchronous=FULL`).
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE` when the file cannot be opened or is damaged, is of something else or of a
 * newer Faultline, or lies where WAL does not work.
 */
export function openLogDatabase(path: string, options: OpenDatabaseOptions): DatabaseSync {
  const { readOnly, joined = false } = options;
  const isOwn = !readOnly && !joined;
  let database: DatabaseSync | undefined;
  try {
    if (isOwn) Deno.mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { readOnly });
    database.exec(
      `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA cache_size = -16384; PRAGMA synchronous = FULL`,
    );
    const version = checkVersion(database, path);
    if (!isOwn) return database;
    const { journal_mode } = database.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string };
    if (journal_mode !== "wal") {
      throw new FaultlineError("LOG_UNAVAILABLE", `${path}: its file system does not do write-ahead logs`, {
        hint: "put it on a local disk, or use MySQL with PREDICTION_LOG=direct",
      });
    }
    migrate(database, version);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) {
      throw new FaultlineError("LOG_UNAVAILABLE", `cannot make the folder ${dirname(path)}`, { cause });
    }
    throw sqliteFault(path, cause);
  }
}

/** The version of the schema there, which is ours or nothing. */
function checkVersion(database: DatabaseSync, path: string): number {
  const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]);
  const version = pragma("user_version");
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_master").get()!;
  if (tables !== 0 && pragma("application_id") !== applicationId) {
    throw new FaultlineError("LOG_UNAVAILABLE", `${path}: it is a database of something else`, {
      hint: "name a file of its own for the predictions",
    });
  }
  if (version > sqliteSchemaVersion) {
    throw new FaultlineError(
      "LOG_UNAVAILABLE",
      `${path}: its schema is of version ${version}, and this Faultline knows up to ${sqliteSchemaVersion}`,
      { hint: "run the newer Faultline, or name another file" },
    );
  }
  return version;
}

/** Each step is a transaction with its version, so that one that fails leaves the step before. */
function migrate(database: DatabaseSync, version: number): void {
  for (let next = version; next < sqliteSchemaVersion; next++) {
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(migrations[next]);
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${next + 1}; COMMIT`);
    } catch (cause) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw cause;
    }
  }
}
