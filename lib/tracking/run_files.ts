import { createHash } from "node:crypto";
import { join } from "node:path";
import type { KeptFile } from "./run_operation.ts";

/** The bytes of a run's artifacts until they are sent. */
export interface RunFiles {
  /** Copies bytes to disk, under a name of their own. */
  keep(path: string, bytes: Uint8Array): KeptFile;
  /** The bytes, or undefined when they are gone or are not those that were kept. */
  read(kept: KeptFile): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Removes them; nothing happens when they are gone. */
  remove(kept: KeptFile): void;
}

/** The files in a folder; there need be none yet. */
export function createRunFiles(folder: string): RunFiles {
  return {
    keep(path, bytes) {
      const sha256 = hash(bytes);
      Deno.mkdirSync(folder, { recursive: true });
      for (let number = 1;; number++) {
        const file = `${sha256.slice(0, 16)}-${number}`;
        try {
          // Nobody reads it before the journal names it, so that it may have its name while it is written.
          using handle = Deno.openSync(join(folder, file), { write: true, createNew: true });
          for (let done = 0; done < bytes.length;) done += handle.writeSync(bytes.subarray(done));
          handle.syncDataSync();
          return { path, file, size: bytes.length, sha256 };
        } catch (error) {
          if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        }
      }
    },
    async read({ file, sha256 }) {
      const bytes = await Deno.readFile(join(folder, file)).catch(() => undefined);
      return bytes && hash(bytes) === sha256 ? bytes : undefined;
    },
    remove({ file }) {
      try {
        Deno.removeSync(join(folder, file));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
