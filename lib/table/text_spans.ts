import { Buffer } from "node:buffer";

/** Text where it was found: spans of bytes. Cheaper than a string each, where the text is only passed on. */
export interface TextSpans {
  readonly length: number;
  /** ASCII. */
  readonly bytes: Uint8Array;
  /** Where each text begins. */
  readonly starts: Int32Array;
  /** Where each has ended. */
  readonly ends: Int32Array;
}

/**
 * Each span as a string.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const bytes = new TextEncoder().encode("lathe,mill");
 * const spans = { length: 2, bytes, starts: Int32Array.of(6, 0), ends: Int32Array.of(10, 5) };
 * deepEqual(spanStrings(spans), ["mill", "lathe"]);
 * ```
 */
export function spanStrings({ length, bytes, starts, ends }: TextSpans): string[] {
  const whole = asciiText(bytes);
  const strings = new Array<string>(length);
  for (let i = 0; i < length; i++) strings[i] = whole.slice(starts[i], ends[i]);
  return strings;
}

/** The spans at the given positions, in their order. */
export function takeSpans({ bytes, starts, ends }: TextSpans, positions: ArrayLike<number>): TextSpans {
  const length = positions.length;
  const taken = { length, bytes, starts: new Int32Array(length), ends: new Int32Array(length) };
  for (let i = 0; i < length; i++) {
    taken.starts[i] = starts[positions[i]];
    taken.ends[i] = ends[positions[i]];
  }
  return taken;
}

/** Bytes of ASCII as one string. */
export function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
