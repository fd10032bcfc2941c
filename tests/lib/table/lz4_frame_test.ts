import { equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { unpackLz4Frame } from "../../../lib/table/lz4_frame.ts";

const frame = (flags: number, ...blocks: number[]) =>
  Uint8Array.of(4, 0x22, 0x4d, 0x18, flags, 0x40, 0x82, ...blocks, 0, 0, 0, 0);
const text = (packed: Uint8Array, length: number) => new TextDecoder().decode(unpackLz4Frame(packed, length));

/** "a", 11 bytes from one back, then "bcdef". */
const block = [0x17, 0x61, 1, 0, 0x50, 0x62, 0x63, 0x64, 0x65, 0x66];
const whole = frame(0x60, block.length, 0, 0, 0, ...block);

Deno.test("blocks may be stored as they are, followed by checksums, and copy from the blocks before", () => {
  // Stored: "xyz". Packed: four bytes from three back, then "end..".
  const stored = [3, 0, 0, 0x80, 0x78, 0x79, 0x7a];
  const packed = [0x00, 3, 0, 0x50, 0x65, 0x6e, 0x64, 0x2e, 0x2e];
  equal(text(frame(0x40, ...stored, packed.length, 0, 0, 0, ...packed), 12), "xyzxyzxend..");
  const sums = [9, 9, 9, 9];
  equal(
    text(frame(0x50, ...stored, ...sums, packed.length, 0, 0, 0, ...packed, ...sums), 12),
    "xyzxyzxend..",
  );
  const sized = frame(0x68, block.length, 0, 0, 0, ...block);
  const header = Uint8Array.of(...sized.subarray(0, 6), 17, 0, 0, 0, 0, 0, 0, 0, ...sized.subarray(6));
  equal(text(header, 17), "aaaaaaaaaaaabcdef");
});

Deno.test("long runs of literals and long copies count on over further bytes", () => {
  const literals = Array.from({ length: 300 }, (_, i) => 97 + i % 26);
  // 300 = 15 + 255 + 30 literals; 600 = 19 + 255 + 255 + 71 bytes from 300 back; no literal at the end.
  const packed = [0xff, 255, 30, ...literals, 300 & 255, 300 >> 8, 255, 255, 71, 0x00];
  const wanted = String.fromCharCode(...literals);
  equal(text(frame(0x60, packed.length & 255, packed.length >> 8, 0, 0, ...packed), 900), wanted.repeat(3));
});

Deno.test("a frame that is cut is refused, and a damaged one too, or it unpacks to the length asked for", () => {
  for (let length = 0; length < whole.length; length++) {
    throws(() => unpackLz4Frame(whole.subarray(0, length), 17), SyntaxError, `${length}`);
  }
  for (const length of [16, 18]) throws(() => unpackLz4Frame(whole, length), SyntaxError);
  throws(() => unpackLz4Frame(frame(0x61), 0), /flags are unknown/);
  const at = fc.integer({ min: 0, max: whole.length - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { minLength: 1 }), (changes) => {
      const damaged = whole.slice();
      for (const [at, byte] of changes) damaged[at] = byte;
      try {
        equal(unpackLz4Frame(damaged, 17).length, 17);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }),
  );
});
