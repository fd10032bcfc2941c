import { join } from "node:path";
import { FaultlineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import { type GroupWriter, openGroupWriter } from "./group_writer.ts";
import { claimJournalFolders } from "./journal_folder.ts";
import { type FileLock, lockFile } from "./lock_file.ts";
import { createReaderClient } from "./log_reader_client.ts";
import { createShipperClient } from "./log_shipper_client.ts";
import type { LogStatus, PredictionLog } from "./prediction_log.ts";
import { sqlitePathOf } from "./sqlite_path_of.ts";

/** Where predictions are kept, and how. */
export interface PredictionLogOptions {
  /** `sqlite:PATH`, or `mysql://…` as `mysqlLogAddress` takes it. */
  databaseUrl: string;
  /** With MySQL: whether a row is durable once the journal on this machine's disk has it, or MySQL itself. */
  mode: "journal" | "direct";
  /** Folder of this machine, on a local disk, for journals. */
  dataDir: string;
  /** Bytes from which a journal takes no more. */
  journalMaxBytes: number;
  /** Days that predictions and outcomes are kept; undefined for ever. */
  retentionDays?: number;
  /** A variable of the environment: for MySQL's password. */
  env?: (name: string) => string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
  /** Rows that may be waiting for the disk (default 100,000); more are refused with `LOG_UNAVAILABLE`. */
  mostPending?: number;
}

/** Milliseconds after which a shipper that died is started anew. */
const shipperRestartMs = 1_000;

/**
 * Opens the log of a process. What it opens is this process's alone: a second one is refused.
 *
 * - `sqlite:PATH`: the file is journal and store in one.
 * - `mysql://…`, `journal`: rows go to `DATA_DIR/journal/N/journal.db`, N the first that no running server has, and are
 *   shipped from there; journals that dead servers left in `DATA_DIR/journal` are taken over.
 * - `mysql://…`, `direct`: rows go to MySQL, and nothing is written here.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` when the URL is of another kind, or the file in use; `LOG_UNAVAILABLE` when
 * it cannot be opened; with MySQL as `mysqlLogAddress`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { silentLog } from "../log.ts";
 * const dataDir = Deno.makeTempDirSync();
 * const predictions = await openPredictionLog({
 *   databaseUrl: `sqlite:${dataDir}/faultline.db`,
 *   mode: "journal",
 *   dataDir,
 *   journalMaxBytes: 2 ** 30,
 *   now: Date.now,
 *   log: silentLog,
 * });
 * equal((await predictions.counts({ since: 0 })).predictions, 0);
 * await predictions.close();
 * ```
 */
export async function openPredictionLog(options: PredictionLogOptions): Promise<PredictionLog> {
  const { databaseUrl, mode, dataDir, now, log } = options;
  const path = sqlitePathOf(databaseUrl);
  if (path !== undefined) {
    const lock = lockFile(`${path}.lock`);
    if (lock) return await openLocal({ options, path, locks: [lock] });
    throw new FaultlineError("CONFIG_INVALID", `${path} is in use by another server`, {
      hint: "stop that server, or give this one a DATA_DIR or DATABASE_URL of its own",
    });
  }
  // MySQL's driver takes as long to load as all else at the start.
  const { mysqlLogAddress } = await import("./mysql_log_address.ts");
  const address = mysqlLogAddress(databaseUrl, options.env);
  const seed = now() % 2 ** 32;
  if (mode === "direct") {
    const [{ openDirectLog }, { createRandom }] = await Promise.all([
      import("./direct_log.ts"),
      import("../random/random.ts"),
    ]);
    const random = createRandom(seed);
    return await openDirectLog({
      address,
      log,
      now,
      uniform: () => random.uniform(),
      retentionDays: options.retentionDays,
    });
  }
  const { own, orphans } = claimJournalFolders(join(dataDir, "journal"));
  return await openLocal({
    options,
    path: own.path,
    locks: [own.lock],
    behind: { address, seed, orphans: new Map(orphans.map(({ path, lock }) => [path, lock])) },
  });
}

/** What a log over a SQLite file of this process is made of. */
interface LocalLog {
  options: PredictionLogOptions;
  path: string;
  /** Held until the end. */
  locks: FileLock[];
  /** Where the file is a journal: the database behind it, and orphans with locks that are held until they are adopted. */
  behind?: { address: MysqlAddress; seed: number; orphans: Map<string, FileLock> };
}

async function openLocal({ options, path, locks, behind }: LocalLog): Promise<PredictionLog> {
  const { now, log, retentionDays, journalMaxBytes, mostPending } = options;
  const maxBytes = behind ? journalMaxBytes : Infinity;
  const orphans = behind?.orphans ?? new Map<string, FileLock>();
  const release = () => [...locks, ...orphans.values()].forEach((lock) => lock.release());
  let writer: GroupWriter | undefined;

  const shipper = behind && createShipperClient({
    job: { path, address: behind.address, seed: behind.seed, maxBytes, retentionDays },
    orphans: [...orphans.keys()],
    onAdopted(orphan) {
      orphans.get(orphan)?.release();
      orphans.delete(orphan);
    },
    log,
    now,
    onDeath: () => setTimeout(link, shipperRestartMs),
  });
  const link = () => {
    if (shipper && writer && !isClosed) writer.link(shipper.start());
  };
  let isClosed = false;
  try {
    writer = await openGroupWriter({
      job: { path, isJournal: behind !== undefined, retentionDays },
      log,
      now,
      maxBytes,
      mostPending,
      onOpen: link,
    });
  } catch (error) {
    await shipper?.close();
    release();
    throw error;
  }
  const opened = writer;
  link();
  const reader = createReaderClient({ path, address: behind?.address, now });

  return {
    append: (predictions) => opened.keep({ predictions, outcomes: [] }),
    recordOutcome: (outcome) => opened.keep({ predictions: [], outcomes: [outcome] }),
    find: reader.find,
    findAll: reader.findAll,
    list: reader.list,
    machines: reader.machines,
    outcomes: reader.outcomes,
    counts: reader.counts,
    status(): LogStatus {
      const state = opened.state();
      const reason = opened.reason();
      return {
        writable: reason === null,
        reason,
        written: opened.written(),
        queued: state.queued,
        oldest_seconds: state.oldestMs === null ? 0 : Math.max(0, (now() - state.oldestMs) / 1000),
        retried: shipper?.retried() ?? 0,
        set_aside: state.setAside,
        journal_bytes: state.bytes,
        journal_max_bytes: behind ? maxBytes : 0,
      };
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([shipper?.close(), reader.close()]);
      await opened.close();
      release();
    },
  };
}
