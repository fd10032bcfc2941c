import { CompressionType, setCompressionCodec } from "@uwdata/flechette";
import { zstdDecompressSync } from "node:zlib";
import { unpackLz4Frame } from "./lz4_frame.ts";

/** Lets Arrow files be read whose buffers are compressed: by LZ4, as pandas does unless told otherwise, or Zstandard. */
export function registerArrowCodecs(): void {
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: unpackLz4Frame, encode: refuse });
  setCompressionCodec(CompressionType.ZSTD, {
    // A copy of its own, as what was unpacked may lie anywhere in a buffer, and numbers need it aligned.
    decode: (bytes, length) => new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: length })),
    encode: refuse,
  });
}

function refuse(): never {
  throw new TypeError("Cannot compress Arrow buffers: files are written as they are");
}
