import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { createTextCounter } from "../../../lib/table/text_counter.ts";

Deno.test("texts are counted as a map counts them, as bytes and as strings, few and many", () => {
  const text = fc.oneof(fc.string({ unit: fc.constantFrom("a", "b", "1"), maxLength: 3 }), fc.string());
  fc.assert(fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 300 }), (texts) => {
    const counter = createTextCounter();
    const wanted = new Map<string, number>();
    for (const [text, asString] of texts) {
      wanted.set(text, (wanted.get(text) ?? 0) + 1);
      const bytes = new TextEncoder().encode(`,${text},`);
      if (asString || bytes.length > text.length + 2) counter.add(text);
      else counter.addSpan(bytes, 1, bytes.length - 1);
    }
    deepEqual(counter.counts(), wanted);
  }));
});

Deno.test("a hundred thousand different texts are told apart", () => {
  const counter = createTextCounter();
  const rows = 100_000;
  for (const round of [1, 2]) {
    const bytes = new TextEncoder().encode(
      Array.from({ length: rows }, (_, i) => String(i).padStart(6, "0")).join(","),
    );
    for (let i = 0; i < rows; i++) counter.addSpan(bytes, 7 * i, 7 * i + 6);
    const counts = counter.counts();
    deepEqual([counts.size, new Set(counts.values())], [rows, new Set([round])]);
  }
});
