import { dirname } from "node:path";
import { FaultlineError } from "../errors.ts";
import { type RunOperation, runOperationSchema } from "./run_operation.ts";

/** An operation and where its line begins in the journal, bytes: its name for good, since lines are only appended. */
export interface JournalEntry {
  at: number;
  operation: RunOperation;
}

/** What a journal holds. */
export interface JournalContent {
  entries: JournalEntry[];
  /** Where the last whole line ends, bytes. */
  end: number;
  /** Lines that a process which died, or a full disk, left unfinished. */
  torn: number;
}

/** A file of operations, one JSON line each, that several processes may append to. */
export interface RunJournal {
  /** Appends an operation, and flushes it to disk. */
  append(operation: RunOperation): void;
  read(): JournalContent;
}

const newline = 10;

/**
 * The journal at a path; there need be none yet.
 *
 * An operation is one write in append mode, which the system does not mix with others', and begins with a line break of
 * its own, so that half a line left by a process that died spoils nothing after it.
 *
 * @throws {FaultlineError} `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL` from `append`.
 */
export function createRunJournal(path: string): RunJournal {
  return {
    append(operation) {
      const line = new TextEncoder().encode(`\n${JSON.stringify(operation)}\n`);
      try {
        Deno.mkdirSync(dirname(path), { recursive: true });
        using file = Deno.openSync(path, { append: true, create: true });
        if (file.writeSync(line) < line.length) throw Object.assign(new Error(), { code: "ENOSPC" });
        file.syncDataSync();
      } catch (cause) {
        throw unwritable(path, cause);
      }
    },
    read() {
      const bytes = readIfPresent(path);
      const content: JournalContent = { entries: [], end: 0, torn: 0 };
      for (let at = 0; at < bytes.length;) {
        const stop = bytes.indexOf(newline, at);
        // Without its line break a line is still being written.
        if (stop < 0) break;
        if (stop > at) {
          const operation = parse(bytes.subarray(at, stop));
          if (operation) content.entries.push({ at, operation });
          else content.torn++;
        }
        at = stop + 1;
        content.end = at;
      }
      return content;
    },
  };
}

function parse(line: Uint8Array): RunOperation | undefined {
  try {
    return runOperationSchema.parse(JSON.parse(new TextDecoder().decode(line)));
  } catch {
    return undefined;
  }
}

function readIfPresent(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}

function unwritable(path: string, cause: unknown): FaultlineError {
  const code = (cause as { code?: string }).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new FaultlineError("OUTPUT_DISK_FULL", `cannot write ${path}: the disk is full`, {
      cause,
      hint: "free some space",
    });
  }
  return new FaultlineError("OUTPUT_UNWRITABLE", `cannot write ${path}: ${code ?? (cause as Error).name}`, {
    cause,
    hint: "check the folder's permissions",
  });
}
