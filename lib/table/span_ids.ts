/** Numbers texts in the order in which they first occur: equal bytes, equal number. */
export interface SpanIds {
  /** Different texts so far. */
  readonly size: number;
  /** The number of a text that stands in bytes; a new one gets the next. */
  idOf(bytes: Uint8Array, start: number, end: number): number;
  /** The bytes of the text with a number. */
  bytesOf(id: number): Uint8Array;
}

/**
 * Makes an empty numbering: a hash table over spans of bytes, so that a text which occurs often is never made a string
 * more than once. Memory grows with the number of different texts.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const ids = createSpanIds();
 * const bytes = new TextEncoder().encode("L,M,L");
 * deepEqual([0, 2, 4].map((start) => ids.idOf(bytes, start, start + 1)), [0, 1, 0]);
 * deepEqual(ids.bytesOf(1), new TextEncoder().encode("M"));
 * ```
 */
export function createSpanIds(): SpanIds {
  // Text i lies between ends[i - 1] and ends[i] of `stored`; a slot holds a text's number plus one.
  let stored = new Uint8Array(1 << 8);
  let ends = new Float64Array(1 << 5);
  let hashes = new Int32Array(1 << 5);
  let slots = new Int32Array(1 << 6);
  let size = 0;

  const startOf = (id: number) => id === 0 ? 0 : ends[id - 1];

  function isText(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = startOf(id);
    if (ends[id] - from !== end - start) return false;
    for (let at = start, other = from; at < end; at++, other++) if (bytes[at] !== stored[other]) return false;
    return true;
  }

  function insert(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const from = startOf(size);
    const wanted = from + end - start;
    if (wanted > stored.length) {
      const more = new Uint8Array(2 * wanted);
      more.set(stored);
      stored = more;
    }
    if (size === ends.length) {
      const moreEnds = new Float64Array(2 * size), moreHashes = new Int32Array(2 * size);
      moreEnds.set(ends);
      moreHashes.set(hashes);
      [ends, hashes] = [moreEnds, moreHashes];
    }
    for (let at = start, to = from; at < end; at++, to++) stored[to] = bytes[at];
    ends[size] = wanted;
    hashes[size++] = hash;
    if (2 * size > slots.length) {
      slots = new Int32Array(2 * slots.length);
      for (let id = 0; id < size; id++) slots[freeSlot(slots, hashes[id])] = id + 1;
    } else slots[freeSlot(slots, hash)] = size;
    return size - 1;
  }

  return {
    get size() {
      return size;
    },
    idOf(bytes, start, end) {
      const hash = hashOf(bytes, start, end);
      const mask = slots.length - 1;
      for (let slot = hash & mask; slots[slot] > 0; slot = (slot + 1) & mask) {
        const id = slots[slot] - 1;
        if (hashes[id] === hash && isText(id, bytes, start, end)) return id;
      }
      return insert(hash, bytes, start, end);
    },
    bytesOf: (id) => stored.subarray(startOf(id), ends[id]),
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
