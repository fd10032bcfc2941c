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
  // Entry e's text lies between ends[e - 1] and ends[e] of `stored`; a slot holds an entry's number plus one.
  let stored = new Uint8Array(1 << 8);
  let ends = new Float64Array(1 << 5);
  let hashes = new Int32Array(1 << 5);
  let counts = new Float64Array(1 << 5);
  let slots = new Int32Array(1 << 6);
  let entries = 0;

  function isEntry(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = entry === 0 ? 0 : ends[entry - 1];
    if (ends[entry] - from !== end - start) return false;
    for (let at = start, other = from; at < end; at++, other++) if (bytes[at] !== stored[other]) return false;
    return true;
  }

  function insert(hash: number, bytes: Uint8Array, start: number, end: number): void {
    const from = entries === 0 ? 0 : ends[entries - 1];
    const wanted = from + end - start;
    if (wanted > stored.length) {
      const more = new Uint8Array(2 * wanted);
      more.set(stored);
      stored = more;
    }
    if (entries === ends.length) {
      [ends, counts] = [doubled(ends), doubled(counts)];
      const more = new Int32Array(2 * entries);
      more.set(hashes);
      hashes = more;
    }
    for (let at = start, to = from; at < end; at++, to++) stored[to] = bytes[at];
    ends[entries] = wanted;
    hashes[entries] = hash;
    counts[entries++] = 1;
    if (2 * entries > slots.length) {
      slots = new Int32Array(2 * slots.length);
      for (let entry = 0; entry < entries; entry++) slots[freeSlot(slots, hashes[entry])] = entry + 1;
    } else slots[freeSlot(slots, hash)] = entries;
  }

  return {
    addSpan(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const mask = slots.length - 1;
      for (let slot = hash & mask; slots[slot] > 0; slot = (slot + 1) & mask) {
        const entry = slots[slot] - 1;
        if (hashes[entry] === hash && isEntry(entry, bytes, start, end)) {
          counts[entry]++;
          return;
        }
      }
      insert(hash, bytes, start, end);
    },
    add: (text) => void others.set(text, (others.get(text) ?? 0) + 1),
    counts() {
      const all = new Map<string, number>();
      for (let entry = 0, from = 0; entry < entries; from = ends[entry++]) {
        all.set(asciiText(stored.subarray(from, ends[entry])), counts[entry]);
      }
      for (const [text, count] of others) all.set(text, (all.get(text) ?? 0) + count);
      return all;
    },
  };
}

/** FNV-1a with its bits mixed once more, as the low ones choose the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return hash ^ (hash >>> 15);
}

function freeSlot(slots: Int32Array, hash: number): number {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] > 0) slot = (slot + 1) & mask;
  return slot;
}

function doubled(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * values.length);
  more.set(values);
  return more;
}
