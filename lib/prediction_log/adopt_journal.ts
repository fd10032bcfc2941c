import type { LinkedJournal } from "./linked_journal.ts";
import { packRows } from "./row_pack.ts";
import { createSqliteJournal } from "./sqlite_journal.ts";
import { openLogDatabase } from "./sqlite_schema.ts";
import { pause } from "./ship_pause.ts";

/** What an orphan's rows go through. */
export interface AdoptOptions {
  /** The orphan's database, locked by the caller. */
  path: string;
  /** This server's. */
  journal: Pick<LinkedJournal, "adopt" | "adoptAside">;
  /** Whether the journal has room for more. */
  hasRoom: () => boolean;
  signal: AbortSignal;
  /** Rows at a time (default 500). */
  stepRows?: number;
}

/** Milliseconds that the journal is given to make room. */
const roomMs = 1_000;

/**
 * Moves all rows of a journal that a dead server left behind into this server's, a few at a time, then removes its
 * files. A row is in one of the two journals at any moment, or in both; that adds nothing.
 *
 * @returns How many rows were moved; fewer than all when the signal aborted: the rest stays where it is.
 */
export async function adoptJournal(options: AdoptOptions): Promise<number> {
  const { path, journal, hasRoom, signal, stepRows = 500 } = options;
  const database = openLogDatabase(path, { readOnly: false });
  let moved = 0;
  try {
    const orphan = createSqliteJournal(database);
    while (!signal.aborted) {
      if (!hasRoom()) {
        await pause(roomMs, signal);
        continue;
      }
      const rows = orphan.oldest(stepRows);
      const count = rows.predictions.length + rows.outcomes.length;
      if (count === 0) break;
      await journal.adopt(packRows([rows]));
      orphan.remove(rows);
      moved += count;
    }
    // What was set aside needs a person, and comes in one piece: a crash here would leave it twice, not lose it.
    if (!signal.aborted) await journal.adoptAside(orphan.aside(0, -1));
  } finally {
    database.close();
  }
  if (!signal.aborted) {
    for (const file of [path, `${path}-wal`, `${path}-shm`]) removeFile(file);
  }
  return moved;
}

function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
