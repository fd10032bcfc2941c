/**
 * The chance of a Cramér-von Mises statistic of at least `u`, counted over all orders of n + m values: Xiao, Gordon and
 * Yakovlev (2006), "A C++ Program for the Cramér-von Mises Two-Sample Test", J. Stat. Soft. 17(8).
 *
 * Evidently keeps its counts in the smallest type that numpy finds for the number of orders: half precision below 65,000
 * of them, single above. Its p-values carry that rounding (up to 1e-3, and 1e-6), and it is repeated here for their sake.
 * Where orders are so few that numpy takes an integer type, Evidently raises an error; the counts are exact then.
 *
 * @param u Anderson's U: a sum of squared gaps between ranks.
 * @param n Rows of one side, 2 to 20.
 * @param m Rows of the other, 2 to 20.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(cramerVonMisesExactTail(0, 3, 4), 1);
 * ```
 */
export function cramerVonMisesExactTail(u: number, n: number, m: number): number {
  const multiple = n * m / greatestCommonDivisor(n, m);
  const orders = binomial(n + m, n), bound = multiple ** 2 * (n + m), pairs = n * m;
  const round = orders <= bound ? exactly : orders < 65_000 ? Math.f16round : Math.fround;
  const least = floorDivide(bound * (6 * u - pairs * (4 * pairs - 1)), 6 * pairs ** 2);
  const a = multiple / n, b = multiple / m;
  const merge = round === Math.f16round ? mergeInOrder : mergeAscending;
  const none: Frequencies = { values: new Float64Array(), counts: new Float64Array() };
  // tables[v]: how often each value arises on the paths from (0, 0) to (v, step).
  let tables: Frequencies[] = Array.from({ length: n + 1 }, () => none);
  tables[0] = { values: new Float64Array([0]), counts: new Float64Array([1]) };
  for (let step = 0; step <= m; step++) {
    const next: Frequencies[] = [];
    let left: Frequencies = none;
    for (let v = 0; v <= n; v++) {
      const gap = (a * v - b * step) ** 2;
      left = merge(left, tables[v], round);
      left.values.forEach((value, at) => left.values[at] = round(value + gap));
      next.push(left);
    }
    tables = next;
  }
  const { values, counts } = tables[n];
  let tail = 0;
  for (let at = 0; at < values.length; at++) if (values[at] >= least) tail += counts[at];
  return round(round(tail) / round(orders));
}

/** Values of a statistic and how many orders have each. */
interface Frequencies {
  values: Float64Array;
  counts: Float64Array;
}

type Rounding = (x: number) => number;

function exactly(x: number): number {
  return x;
}

/** Adds up two ascending tables in which no value stands twice. */
function mergeAscending(a: Frequencies, b: Frequencies, round: Rounding): Frequencies {
  const values = new Float64Array(a.values.length + b.values.length),
    counts = new Float64Array(values.length);
  let i = 0, j = 0, at = 0;
  while (i < a.values.length || j < b.values.length) {
    const x = i < a.values.length ? a.values[i] : Infinity, y = j < b.values.length ? b.values[j] : Infinity;
    values[at] = Math.min(x, y);
    counts[at++] = x === y ? round(a.counts[i++] + b.counts[j++]) : x < y ? a.counts[i++] : b.counts[j++];
  }
  return { values: values.slice(0, at), counts: counts.slice(0, at) };
}

/**
 * Adds up two tables in numpy's order: values that both hold, ascending, then the rest of one and of the other. Half
 * precision makes values above 2,048 equal that are not, so that one may stand twice: its first place is the one added to.
 */
function mergeInOrder(a: Frequencies, b: Frequencies, round: Rounding): Frequencies {
  const inA = firstPlaces(a.values), inB = firstPlaces(b.values);
  const both = [...inA.keys()].filter((value) => inB.has(value)).sort((x, y) => x - y);
  const usedA = new Set(both.map((value) => inA.get(value)!)),
    usedB = new Set(both.map((value) => inB.get(value)!));
  const size = a.values.length + b.values.length - both.length;
  const values = new Float64Array(size), counts = new Float64Array(size);
  let at = 0;
  for (const value of both) {
    values[at] = value;
    counts[at++] = round(a.counts[inA.get(value)!] + b.counts[inB.get(value)!]);
  }
  for (const [table, used] of [[a, usedA], [b, usedB]] as const) {
    for (let i = 0; i < table.values.length; i++) {
      if (used.has(i)) continue;
      values[at] = table.values[i];
      counts[at++] = table.counts[i];
    }
  }
  return { values, counts };
}

function firstPlaces(values: Float64Array): Map<number, number> {
  const places = new Map<number, number>();
  values.forEach((value, at) => places.has(value) || places.set(value, at));
  return places;
}

/** As numpy divides doubles and rounds down. */
function floorDivide(x: number, y: number): number {
  let rest = x % y, quotient = (x - rest) / y;
  if (rest !== 0 && rest < 0) {
    rest += y;
    quotient -= 1;
  }
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = result * (n - k + i) / i;
  return Math.round(result);
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
