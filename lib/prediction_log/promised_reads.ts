import type { LogReads } from "./merged_reads.ts";
import { sqliteFault } from "./sqlite_fault.ts";
import type { SqliteReads } from "./sqlite_reads.ts";

/**
 * The questions to a SQLite file as those of a log. Each is answered on the caller's own thread, which it blocks.
 *
 * @param path The file, as errors name it.
 */
export function promisedReads(reads: SqliteReads, path: string): LogReads {
  // deno-lint-ignore require-await -- what throws must reject
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw sqliteFault(path, cause);
    }
  };
  return {
    find: (id) => attempt(() => reads.find(id)),
    findAll: (ids) => attempt(() => reads.findAll(ids)),
    list: (query) => attempt(() => reads.list(query)),
    machines: (query) => attempt(() => reads.machines(query)),
    outcomes: (query) => attempt(() => reads.outcomes(query)),
    counts: (query) => attempt(() => reads.counts(query)),
  };
}
