/** The values of a column, each once, in ascending order, and how many rows have them. */
export interface DistinctValues {
  values: Float64Array;
  counts: Int32Array;
}

/** As many values as 16 bits can number. */
const mostValues = 65536;

/**
 * Finds a column's distinct values in one pass over a hash table (linear probing), which grows with them: readings
 * of a sensor have few, so that the table stays in a core's cache and only the few are sorted. 0 and -0 are one value.
 *
 * @param column Values without NaN.
 * @param places Receives each row's place in `values`; as long as the column.
 * @returns Null when there are more than 65,536 distinct values; `places` is then without meaning.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const places = new Uint16Array(3);
 * const found = distinctValues(Float64Array.of(40.5, 38, 40.5), places)!;
 * deepEqual(found.values, Float64Array.of(38, 40.5));
 * deepEqual(found.counts, Int32Array.of(1, 2));
 * deepEqual(places, Uint16Array.of(1, 0, 1));
 * ```
 */
export function distinctValues(column: Float64Array, places: Uint16Array): DistinctValues | null {
  const table = createTable();
  const words = wordsOf(column);
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    const low = words[2 * row];
    // -0 takes the word of 0.
    const high = value === 0 ? 0 : words[2 * row + 1];
    let number = table.slots[slotFor(table, value, low, high)] - 1;
    if (number < 0) {
      if (table.size === mostValues) return null;
      number = add(table, value + 0, low, high);
    }
    table.counts[number]++;
    places[row] = number;
  }
  return inOrder(table, places);
}

/** Values, numbered as they turn up. Never more than half of the slots are taken. */
interface ValueTable {
  /** A value's number plus one at the slot its bits lead to, or at the next that was free; 0 in a free slot. */
  slots: Int32Array;
  /** There are two to the power of so many slots. */
  bits: number;
  values: Float64Array;
  counts: Int32Array;
  size: number;
}

function createTable(): ValueTable {
  const bits = 10, most = 1 << (bits - 1);
  return {
    ...{ slots: new Int32Array(2 * most), bits, size: 0 },
    ...{ values: new Float64Array(most), counts: new Int32Array(most) },
  };
}

/** The slot of a value, or the free one that it would take. `low` and `high` are its two halves. */
function slotFor({ slots, bits, values }: ValueTable, value: number, low: number, high: number): number {
  // The upper bits of a product depend on all bits of both halves.
  let slot = Math.imul(high ^ Math.imul(low, 0x85ebca6b), 0x9e3779b1) >>> (32 - bits);
  while (slots[slot] !== 0 && values[slots[slot] - 1] !== value) slot = (slot + 1) & (slots.length - 1);
  return slot;
}

function add(table: ValueTable, value: number, low: number, high: number): number {
  if (table.size === table.values.length) double(table);
  table.slots[slotFor(table, value, low, high)] = table.size + 1;
  table.values[table.size] = value;
  return table.size++;
}

function double(table: ValueTable): void {
  const { values, counts, size } = table;
  const words = wordsOf(values);
  table.bits++;
  table.slots = new Int32Array(1 << table.bits);
  table.values = new Float64Array(2 * size);
  table.counts = new Int32Array(2 * size);
  table.counts.set(counts);
  for (let number = 0; number < size; number++) {
    table.slots[slotFor(table, values[number], words[2 * number], words[2 * number + 1])] = number + 1;
    table.values[number] = values[number];
  }
}

/** Sorts the values, and turns their numbers into places. */
function inOrder(table: ValueTable, places: Uint16Array): DistinctValues {
  const values = table.values.slice(0, table.size).sort();
  const counts = new Int32Array(table.size);
  const words = wordsOf(values);
  const place = new Uint16Array(table.size);
  for (let at = 0; at < values.length; at++) {
    const number = table.slots[slotFor(table, values[at], words[2 * at], words[2 * at + 1])] - 1;
    place[number] = at;
    counts[at] = table.counts[number];
  }
  for (let row = 0; row < places.length; row++) places[row] = place[places[row]];
  return { values, counts };
}

/** Of every value the lower half of its bits, then the upper. */
function wordsOf(values: Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
}
