import { createSpanIds } from "./span_ids.ts";
import { asciiText } from "./text_spans.ts";

/** Counts how often each text occurs. */
export interface TextCounter {
  /** Counts a text that stands in bytes, ASCII. */
  addSpan(bytes: Uint8Array, start: number, end: number): void;
  /** Counts a text. */
  add(text: string): void;
  /** Every text with its count; counting may go on afterwards. */
  counts(): Map<string, number>;
}

/**
 * Makes a counter of texts. A span of bytes becomes a string once, at the end, however often it occurs. Memory grows
 * with the number of different texts.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const counter = createTextCounter();
 * counter.addSpan(new TextEncoder().encode("L,M,L"), 0, 1);
 * counter.addSpan(new TextEncoder().encode("L,M,L"), 4, 5);
 * counter.add("M");
 * deepEqual([...counter.counts()], [["L", 2], ["M", 1]]);
 * ```
 */
export function createTextCounter(): TextCounter {
  const others = new Map<string, number>();
  const ids = createSpanIds();
  let counts = new Float64Array(1 << 5);

  return {
    addSpan(bytes, start, end) {
      const id = ids.idOf(bytes, start, end);
      if (id === counts.length) {
        const more = new Float64Array(2 * id);
        more.set(counts);
        counts = more;
      }
      counts[id]++;
    },
    add: (text) => void others.set(text, (others.get(text) ?? 0) + 1),
    counts() {
      const all = new Map<string, number>();
      for (let id = 0; id < ids.size; id++) all.set(asciiText(ids.bytesOf(id)), counts[id]);
      for (const [text, count] of others) all.set(text, (all.get(text) ?? 0) + count);
      return all;
    },
  };
}
