import type { Context } from "hono";
import zlib from "node:zlib";
import type { AppEnv } from "../deps.ts";
import { Problem } from "../problem.ts";
import { setDeadline } from "./deadline.ts";

/** Up to this size a body is read in one go, where its length can be believed. */
const smallBytes = 64 << 10;

/** Decompressors by their name in `Content-Encoding`; each refuses to make more than `maxOutputLength` bytes. */
const decoders: Readonly<Record<string, (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array>> = {
  gzip: zlib.gunzipSync,
  "x-gzip": zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync as (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array,
};

/**
 * A request's body, decompressed. Bytes are counted as they arrive and again as they are decompressed;
 * `Content-Length` is only believed when it says too much.
 *
 * `Deno.serve` waits for a body for ever, so the whole of it has a deadline. A client that goes away in the middle
 * ends as a problem that nobody reads, not as a fault of the server.
 *
 * @param limitBytes The largest body that is taken, both before and after decompression.
 * @param timeoutMs Milliseconds that the whole body may take to arrive.
 * @throws {Problem} `BODY_TOO_LARGE`, `BODY_TIMEOUT`, `BODY_INCOMPLETE`, `BODY_ENCODING`, or
 * `MEDIA_TYPE_UNSUPPORTED` for an encoding that is not known.
 */
export async function readBody(
  c: Context<AppEnv>,
  limitBytes: number,
  timeoutMs: number,
): Promise<Uint8Array> {
  const { headers } = c.req.raw;
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (!decode && encoding !== "identity") {
    throw new Problem("MEDIA_TYPE_UNSUPPORTED", "the Content-Encoding is none of gzip, deflate and br", {
      headers: { "accept-encoding": "gzip, deflate, br" },
    });
  }
  const length = headers.get("content-length");
  if (length !== null && Number(length) > limitBytes) throw tooLarge(limitBytes);

  // HTTP holds a body to its Content-Length, unless it is chunked: then the header says nothing.
  const small = length !== null && Number(length) <= smallBytes && !headers.has("transfer-encoding");
  const bytes =
    await (small ? readSmall(c.req.raw, timeoutMs) : readChunks(c.req.raw, limitBytes, timeoutMs));
  if (bytes.length > limitBytes) throw tooLarge(limitBytes);
  if (!decode || bytes.length === 0) return bytes;
  try {
    return decode(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limitBytes);
    throw new Problem("BODY_ENCODING", `the body is not whole and valid ${encoding}`, { cause: error });
  }
}

function readSmall(request: Request, timeoutMs: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // What arrives after the deadline resolves a promise that nobody waits for.
    const arrived = setDeadline(timeoutMs, () => reject(tooSlow(timeoutMs)));
    request.arrayBuffer().then((buffer) => {
      arrived();
      resolve(new Uint8Array(buffer));
    }, (error) => {
      arrived();
      reject(incomplete(error));
    });
  });
}

async function readChunks(request: Request, limitBytes: number, timeoutMs: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let late = false;
  // A cancelled reader's pending read says that it is done.
  const stop = () => void reader.cancel().catch(() => {});
  const arrived = setDeadline(timeoutMs, () => {
    late = true;
    stop();
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (late) throw tooSlow(timeoutMs);
      if (done) break;
      size += value.length;
      if (size > limitBytes) {
        stop();
        throw tooLarge(limitBytes);
      }
      chunks.push(value);
    }
  } catch (error) {
    throw error instanceof Problem ? error : incomplete(error);
  } finally {
    arrived();
  }
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(limitBytes: number): Problem {
  return new Problem("BODY_TOO_LARGE", `the body is larger than ${limitBytes} bytes`);
}

function tooSlow(timeoutMs: number): Problem {
  return new Problem("BODY_TIMEOUT", `the body did not arrive within ${timeoutMs / 1000} s`, {
    headers: { connection: "close" },
  });
}

function incomplete(cause: unknown): Problem {
  return new Problem("BODY_INCOMPLETE", "the body ended early, or was not framed as HTTP says", { cause });
}
