/**
 * Unpacks a frame of LZ4, as Arrow files have them (the LZ4 frame format 1.6.1 and block format, lz4.org). Checksums are
 * not verified; frames that need a dictionary are refused.
 *
 * @param frame The bytes of one frame.
 * @param length Bytes that it unpacks to.
 * @throws {SyntaxError} When it is no such frame, is cut short, or unpacks to another length.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * // The letter "a", then 11 bytes from one back, then "bcdef".
 * const block = [0x17, 0x61, 1, 0, 0x50, 0x62, 0x63, 0x64, 0x65, 0x66];
 * const frame = Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);
 * equal(new TextDecoder().decode(unpackLz4Frame(frame, 17)), "aaaaaaaaaaaabcdef");
 * ```
 */
export function unpackLz4Frame(frame: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const unpacked = new Uint8Array(length);
  let filled = 0;
  try {
    if (view.getUint32(0, true) !== magic) {
      throw new SyntaxError("Cannot unpack LZ4: the magic number is wrong");
    }
    const flags = view.getUint8(4);
    if (flags >> 6 !== 1 || (flags & hasDictionary) > 0) {
      throw new SyntaxError(`Cannot unpack LZ4: the flags are unknown, current value: ${flags}`);
    }
    let at = 7 + ((flags & hasContentSize) > 0 ? 8 : 0);
    for (;;) {
      const word = view.getUint32(at, true);
      at += 4;
      if (word === 0) break;
      const size = word & 0x7fffffff;
      if (at + size > frame.length) throw cut();
      const block = frame.subarray(at, at + size);
      if (word >>> 31 === 0) filled = unpackBlock(block, unpacked, filled);
      else {
        unpacked.set(block, filled);
        filled += size;
      }
      at += size + ((flags & hasBlockChecksums) > 0 ? 4 : 0);
    }
  } catch (error) {
    // Both the view and `set` refuse what lies behind the end.
    if (error instanceof RangeError) throw cut();
    throw error;
  }
  if (filled !== length) throw cut();
  return unpacked;
}

const magic = 0x184d2204;
const hasBlockChecksums = 0x10, hasContentSize = 0x08, hasDictionary = 0x01;

/** Unpacks a block behind what is there already, from which it may copy; gives where it ended. */
function unpackBlock(block: Uint8Array, into: Uint8Array, start: number): number {
  let at = 0, to = start;
  while (at < block.length) {
    const token = block[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do literals += more = block[at++] ?? 0; while (more === 255);
    }
    if (at + literals > block.length || to + literals > into.length) throw cut();
    for (const end = at + literals; at < end;) into[to++] = block[at++];
    // The last sequence has literals alone.
    if (at >= block.length) break;
    const back = block[at] | (block[at + 1] << 8);
    at += 2;
    let copied = (token & 15) + 4;
    if (copied === 19) {
      let more: number;
      do copied += more = block[at++] ?? 0; while (more === 255);
    }
    if (back === 0 || back > to || to + copied > into.length) throw cut();
    // Byte by byte: a copy may reach into what it has just written.
    for (const end = to + copied; to < end; to++) into[to] = into[to - back];
  }
  return to;
}

function cut(): SyntaxError {
  return new SyntaxError("Cannot unpack LZ4: the frame is cut short or damaged");
}
