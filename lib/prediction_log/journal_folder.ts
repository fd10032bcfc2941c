import { join } from "node:path";
import { FaultlineError } from "../errors.ts";
import { type FileLock, lockFile } from "./lock_file.ts";

/** A journal's place on the disk, locked for this process. */
export interface JournalFolder {
  /** The journal's database. */
  path: string;
  lock: FileLock;
}

/** The journal of this process, and those that others left behind. */
export interface JournalFolders {
  own: JournalFolder;
  orphans: JournalFolder[];
}

/** Servers that share a folder, at most. */
const mostFolders = 1_000;

/**
 * Takes the first folder of `ROOT/1`, `ROOT/2`, … that no running server has: its rows, if there are any, are this
 * server's to ship. Further folders with a journal that nobody has are orphans, and are locked too.
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE` when no folder can be made or locked.
 */
export function claimJournalFolders(root: string): JournalFolders {
  let own: JournalFolder | undefined;
  const orphans: JournalFolder[] = [];
  for (const number of [...foldersIn(root), undefined]) {
    // After those that are there, new ones until one is ours.
    for (let next = number ?? 1; next <= mostFolders; next++) {
      const folder = join(root, String(next));
      const path = join(folder, "journal.db");
      if (own && !(number !== undefined && exists(path))) break;
      const lock = lockFile(join(folder, "lock"));
      if (lock && own) orphans.push({ path, lock });
      else if (lock) own = { path, lock };
      if (lock || number !== undefined) break;
    }
  }
  if (!own) {
    throw new FaultlineError("LOG_UNAVAILABLE", `${root}: all of its ${mostFolders} journals are in use`);
  }
  return { own, orphans };
}

/** The numbers of the folders there, in order. */
function foldersIn(root: string): number[] {
  try {
    return [...Deno.readDirSync(root)].filter((entry) => entry.isDirectory && /^[1-9]\d*$/.test(entry.name))
      .map((entry) => Number(entry.name)).sort((a, b) => a - b);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw new FaultlineError("LOG_UNAVAILABLE", `${root}: the folder of journals cannot be read`, {
      cause,
      hint: "give it to the user that runs the server",
    });
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
