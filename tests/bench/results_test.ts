import { deepEqual, equal } from "node:assert/strict";
import type { Comparison, Side } from "../../bench/benchmark.ts";
import { growth } from "../../bench/growth.ts";
import { memoryText, ratioText, secondsText } from "../../bench/number_text.ts";
import { comparisonResult, medianFacts, sideResult, spread } from "../../bench/results.ts";

const side = (name: string): Side => ({ name, command: [], threads: 1, settings: { trees: 10 } });
const run = (seconds: number, peak_rss_mb: number) => ({
  seconds,
  process_seconds: seconds + 1,
  cpu_seconds: seconds,
  peak_rss_mb,
});

function compare(reach: Comparison["reach"], time: Comparison["time"] = "work") {
  const comparison: Comparison = {
    name: "one thread",
    sides: [side("faultline"), side("peer")],
    time,
    reach,
    check: () => [],
  };
  return comparisonResult(comparison, [
    sideResult(side("faultline"), [run(1, 90), run(3, 110), run(2, 100)], {}, time),
    sideResult(side("peer"), [run(8, 200), run(12, 220)], {}, time),
  ], []);
}

Deno.test("a spread is the median, the least and the greatest", () => {
  deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3 });
  deepEqual(spread([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
});

Deno.test("a ratio is the peer's median over ours, of the work or of the whole process", () => {
  equal(compare([]).ratios.peer, 5);
  equal(compare([], "process").ratios.peer, 11 / 3);
});

Deno.test("a figure asked for is reached from it on, and missed below", () => {
  const faster = (atLeast: number) => compare([{ kind: "faster", than: "peer", atLeast }]).reach[0];
  deepEqual(faster(5), { asked: "≥ 5× peer", measured: 5, found: "5×", reached: true });
  equal(faster(5.1).reached, false);
});

Deno.test("memory is judged by our greatest peak, against a number or a peer's median", () => {
  const memory = (below: string | number) => compare([{ kind: "memory", below }]).reach[0];
  deepEqual(memory(110), { asked: "peak RSS < 110 MB", measured: 110, found: "110 MB", reached: false });
  equal(memory(111).reached, true);
  deepEqual(memory("peer"), {
    asked: "peak RSS < peer's",
    measured: 110,
    found: "110 MB against 210 MB",
    reached: true,
  });
});

Deno.test("growth is the slope of logarithms, judged beside n log n", () => {
  const medians = (cost: (size: number) => number) =>
    new Map([
      ...[10_000, 100_000, 1_000_000].map((n) =>
        [`${n.toLocaleString("en-US")} rows`, cost(n)] as [string, number]
      ),
      ...[10, 100].map((n) => [`${n} trees`, n] as [string, number]),
    ]);
  const judged = (cost: (size: number) => number) => growth.conclude!(medians(cost)).reach;
  deepEqual(judged((n) => n * Math.log(n)).map(({ reached }) => reached), [true, true]);
  const [rows, trees] = judged((n) => n ** 1.5);
  equal(rows.measured.toFixed(6), "1.500000");
  equal(rows.reached, false);
  equal(trees.measured.toFixed(6), "1.000000");
});

Deno.test("figures are written in the unit and the digits that suit them", () => {
  deepEqual([4.12e-6, 0.0123, 0.9994, 1.2, 123.4, 2280].map(secondsText), [
    "4.12 µs",
    "12.3 ms",
    "999 ms",
    "1.20 s",
    "123 s",
    "38 min",
  ]);
  deepEqual([0.912, 7.74, 42.4, 7269].map(ratioText), ["0.91", "7.7", "42", "7270"]);
  equal(memoryText(1057.6), "1,058 MB");
});

Deno.test("a fact that was asked for is judged on ours or on the side that is named", () => {
  const comparison: Comparison = {
    name: "load",
    sides: [side("faultline"), side("compiled"), side("peer")],
    time: "work",
    reach: [
      { kind: "fact", what: "p99", fact: "p99_ms", unit: "ms", below: 10 },
      { kind: "fact", what: "p99", fact: "p99_ms", unit: "ms", below: 10, side: "compiled" },
      { kind: "fact", what: "lost", fact: "lost", unit: "", atMost: 0 },
      { kind: "fact", what: "rows", fact: "rows", unit: "/s", atLeast: 5000, side: "compiled" },
      { kind: "faster", than: "peer", atLeast: 4, side: "compiled" },
    ],
    check: () => [],
  };
  const result = comparisonResult(comparison, [
    sideResult(side("faultline"), [run(1, 90)], { p99_ms: 9.5, lost: 0 }, "work"),
    sideResult(side("compiled"), [run(2, 90)], { p99_ms: 10, rows: 5000 }, "work"),
    sideResult(side("peer"), [run(6, 90)], {}, "work"),
  ], []);
  deepEqual(result.reach.map(({ asked, found, reached }) => [asked, found, reached]), [
    ["p99 < 10 ms", "9.50 ms", true],
    ["compiled: p99 < 10 ms", "10 ms", false],
    ["lost 0", "0", true],
    ["compiled: rows ≥ 5,000/s", "5,000/s", true],
    ["compiled: ≥ 4× peer", "3×", false],
  ]);
});

Deno.test("facts of several runs are the medians of numbers and the last of texts", () => {
  deepEqual(medianFacts([{ a: 1, b: "x" }, { a: 9, b: "y" }, { a: 2, b: "z" }]), { a: 2, b: "z" });
});
