import type { Batch, Column as ArrowColumn } from "@uwdata/flechette";
import { createSpanIds } from "./span_ids.ts";

/** With more different texts than this, a column's texts are taken to be different each. */
const mostRepeated = 4096;

/**
 * A column of text from an Arrow file as strings, a null as the empty one. Equal texts share one string, as long as
 * there are few: each is decoded once, where flechette would decode every cell.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { columnFromArray, utf8 } from "@uwdata/flechette";
 * deepEqual(arrowTexts(columnFromArray(["L", null, "L"], utf8())), ["L", "", "L"]);
 * ```
 */
export function arrowTexts(column: ArrowColumn<unknown>): string[] {
  const texts = new Array<string>(column.length);
  const repeated = { ids: createSpanIds(), strings: [] as string[] };
  let row = 0;
  for (const batch of column.data) {
    row = hasSpans(batch) ? spansToTexts(batch, texts, row, repeated) : cellsToTexts(batch, 0, texts, row);
  }
  return texts;
}

/** A batch of texts that stand one after the other in its bytes. */
type SpanBatch = Batch<string> & { values: Uint8Array; offsets: Int32Array };

function hasSpans(batch: Batch<unknown>): batch is SpanBatch {
  const { values, offsets } = batch as Partial<SpanBatch>;
  return values instanceof Uint8Array && offsets instanceof Int32Array;
}

function spansToTexts(
  batch: SpanBatch,
  texts: string[],
  firstRow: number,
  { ids, strings }: { ids: ReturnType<typeof createSpanIds>; strings: string[] },
): number {
  const { values, offsets, length } = batch;
  const complete = batch.nullCount === 0;
  let row = firstRow;
  for (let i = 0; i < length; i++, row++) {
    if (!complete && !batch.isValid(i)) {
      texts[row] = "";
      continue;
    }
    if (ids.size === mostRepeated) return cellsToTexts(batch, i, texts, row);
    const id = ids.idOf(values, offsets[i], offsets[i + 1]);
    if (id === strings.length) strings.push(batch.value(i));
    texts[row] = strings[id];
  }
  return row;
}

function cellsToTexts(batch: Batch<unknown>, from: number, texts: string[], firstRow: number): number {
  let row = firstRow;
  for (let i = from; i < batch.length; i++) texts[row++] = (batch.at(i) as string | null) ?? "";
  return row;
}
