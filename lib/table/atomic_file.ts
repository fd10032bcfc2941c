import { basename, dirname, join } from "node:path";
import { FaultlineError } from "../errors.ts";

/** A file that takes its final name only when it is whole. */
export interface AtomicFile {
  /** The name it will have. */
  readonly path: string;
  /** The name it has until then, for a program that writes it itself. */
  readonly partPath: string;
  /** Appends bytes. */
  write(bytes: Uint8Array): void;
  /** Flushes to disk and gives the file its name, replacing what stood there. */
  commit(): void;
  /** Removes what was written. Does nothing after `commit`. */
  abort(): void;
}

/** Files under way, so that an interrupted process can remove them. */
const unfinished = new Set<AtomicFile>();

/**
 * Opens a file for writing under a temporary name beside its final one (`.NAME.1.part`, or the next number that
 * is free). Missing folders are made. Whatever happens, nothing half-written ever has the final name.
 *
 * @throws {FaultlineError} `OUTPUT_UNWRITABLE` when the folder cannot be made or written, or the name is taken by
 * something else than a file; `OUTPUT_DISK_FULL` here and in `write` and `commit`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const folder = Deno.makeTempDirSync();
 * const file = createAtomicFile(`${folder}/scores.csv`);
 * file.write(new TextEncoder().encode("probability\n"));
 * file.commit();
 * equal(Deno.readTextFileSync(`${folder}/scores.csv`), "probability\n");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function createAtomicFile(path: string): AtomicFile {
  const { handle, partPath } = attempt(path, () => openPart(path));
  let open = true;

  const file: AtomicFile = {
    path,
    partPath,
    write(bytes) {
      attempt(path, () => {
        for (let done = 0; done < bytes.length;) done += handle.writeSync(bytes.subarray(done));
      });
    },
    commit() {
      attempt(path, () => {
        handle.syncSync();
        close();
        Deno.renameSync(partPath, path);
        unfinished.delete(file);
      });
    },
    abort() {
      close();
      if (!unfinished.delete(file)) return;
      try {
        Deno.removeSync(partPath);
      } catch {
        // Gone already, or its folder is: either way there is nothing half-written left to remove.
      }
    },
  };
  unfinished.add(file);
  return file;

  function close() {
    if (open) handle.close();
    open = false;
  }
}

/**
 * Writes a whole file at once, atomically.
 *
 * @throws {FaultlineError} `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL`, as {@linkcode createAtomicFile}.
 *
 * @example
 * ```ts
 * const folder = Deno.makeTempDirSync();
 * writeFileAtomic(`${folder}/reports/metrics.json`, "{}\n");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const file = createAtomicFile(path);
  try {
    file.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
    file.commit();
  } catch (error) {
    file.abort();
    throw error;
  }
}

/** Removes every file that is still under way; for a handler of interrupts. */
export function abortUnfinishedFiles(): void {
  for (const file of [...unfinished]) file.abort();
}

function openPart(path: string) {
  const folder = dirname(path);
  Deno.mkdirSync(folder, { recursive: true });
  const target = statIfPresent(path);
  if (target && !target.isFile) {
    const what = target.isDirectory ? "a folder" : "not a regular file";
    throw new FaultlineError("OUTPUT_UNWRITABLE", `cannot write ${path}: it is ${what}`, {
      hint: "name a file",
    });
  }
  for (let number = 1;; number++) {
    const partPath = join(folder, `.${basename(path)}.${number}.part`);
    try {
      return { partPath, handle: Deno.openSync(partPath, { write: true, createNew: true }) };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

function statIfPresent(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Runs file work and turns the system's errors into ones for a person. */
function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FaultlineError) throw cause;
    const code = (cause as { code?: string }).code ?? (cause as Error).name;
    if (code === "ENOSPC" || code === "EDQUOT") {
      throw new FaultlineError("OUTPUT_DISK_FULL", `cannot write ${path}: the disk is full`, {
        cause,
        hint: "free some space, or name another folder; nothing half-written was left",
      });
    }
    throw new FaultlineError("OUTPUT_UNWRITABLE", `cannot write ${path}: ${reasons[code] ?? code}`, {
      cause,
      hint: "check the path and its permissions",
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  PermissionDenied: "permission denied",
  EPERM: "permission denied",
  NotCapable: "this task is not permitted to write there",
  EROFS: "the disk is read-only",
  ENOTDIR: "a part of its path is a file",
  NotADirectory: "a part of its path is a file",
  AlreadyExists: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  ENAMETOOLONG: "its name is too long",
  EISDIR: "it is a folder",
  ENOENT: "its folder is gone",
  NotFound: "its folder is gone",
};
