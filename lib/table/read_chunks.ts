/** A piece of a file. */
export interface Chunk {
  /** Empty only at the end. Overwritten once the next is asked for. */
  readonly chunk: Uint8Array;
  /** Whether this is the end, behind the last bytes. */
  readonly ended: boolean;
}

/** Bytes asked for at a time, or a chunk's where that is more: each time costs a wait for another thread. */
const readBytes = 1 << 20;

/**
 * Reads a file from where it stands to its end in pieces of one size, the last excepted; the next of them are read
 * while those before are worked on.
 *
 * @param chunkBytes Bytes of a piece, at least 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "a,b\n1,2\n");
 * using file = await Deno.open(path);
 * let length = 0;
 * for await (const { chunk } of readChunks(file, 3)) length += chunk.length;
 * equal(length, 8);
 * Deno.removeSync(path);
 * ```
 */
export async function* readChunks(file: Deno.FsFile, chunkBytes: number): AsyncGenerator<Chunk> {
  const bufferBytes = chunkBytes * Math.max(1, Math.floor(readBytes / chunkBytes));
  let buffer = new Uint8Array(bufferBytes);
  let spare = new Uint8Array(bufferBytes);
  let reading = file.read(buffer);
  try {
    for (;;) {
      const count = await reading;
      if (count === null) break;
      const whole = buffer.subarray(0, count);
      [buffer, spare] = [spare, buffer];
      reading = file.read(buffer);
      for (let at = 0; at < count; at += chunkBytes) {
        yield { chunk: whole.subarray(at, at + chunkBytes), ended: false };
      }
    }
    yield { chunk: new Uint8Array(0), ended: true };
  } finally {
    // Whoever stops early closes the file next; a read must not be under way then, nor fail unheard.
    await reading.catch(() => null);
  }
}
