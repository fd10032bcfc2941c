import type { DriftColumn, DriftFinding } from "../contracts/drift_report.ts";
import type { DriftParams } from "../contracts/params.ts";
import { type CategoryCounts, countCategories, pairCounts } from "./category_counts.ts";
import { columnFindings } from "./column_findings.ts";
import { type ColumnContent, columnKind } from "./column_kind.ts";
import { defaultMethod } from "./default_method.ts";
import type { ColumnKind, DriftResult, DriftTest } from "./drift_test.ts";
import { categoryTest, numberTest } from "./registry.ts";
import { type SortedSample, sortedSample } from "./sorted_sample.ts";

/** A column's comparison, and what a person should know about it. */
export interface ComparedColumn {
  column: DriftColumn;
  findings: DriftFinding[];
  /** What was compared. */
  samples: ColumnSamples;
}

/** A column's values on both sides, in the form that tests compare. */
export type ColumnSamples =
  | { name: string; kind: "number"; reference: NumberSide; current: NumberSide }
  | { name: string; kind: "category"; reference: CategorySide; current: CategorySide };

interface SideSize {
  rows: number;
  /** Values that are there. */
  size: number;
  distinct: number;
}
export interface NumberSide extends SideSize {
  sample: SortedSample;
  counts: null;
}
export interface CategorySide extends SideSize {
  sample: null;
  counts: CategoryCounts;
}
type ColumnSide = NumberSide | CategorySide;

/**
 * Compares one column with the reference's: tells its kind, chooses the test, and holds its answer against the
 * threshold. A value that is missing or infinite is left out, as Evidently does. With fewer values than
 * `params.least_rows` on a side the answer stands, but the status is `insufficient_data` and nothing has drifted.
 *
 * `adjusted_p` and `confirmed` are those of this column alone; the data set's comparison corrects them.
 *
 * @throws {FaultlineError} `DRIFT_METHOD` when params name a test that does not exist or does not take such a column.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readContent } from "./column_kind.ts";
 * const params = {
 *   method: null, number_method: null, category_method: null, methods: {}, threshold: null, number_threshold: null,
 *   category_threshold: null, thresholds: {}, categorical: [], drift_share: 0.5, least_rows: 30,
 *   false_discovery_rate: 0.05, permutations: 10_000, seed: 0,
 * };
 * const reference = Float64Array.from({ length: 100 }, (_, i) => i);
 * const [before, now] = [readContent(reference), readContent(reference.map((torque) => torque + 50))];
 * const { column } = compareColumn("torque_nm", before, now, params);
 * equal(column.method, "ks");
 * equal(column.drifted, true);
 * ```
 */
export function compareColumn(
  name: string,
  reference: ColumnContent,
  current: ColumnContent,
  params: DriftParams,
): ComparedColumn {
  const contents = { reference, current };
  const isNumber = columnKind(reference, current) === "number";
  const kind: ColumnKind = isNumber && !params.categorical.includes(name) ? "number" : "category";
  const samples: ColumnSamples = kind === "number"
    ? { name, kind, reference: numberSide(reference), current: numberSide(current) }
    : { name, kind, reference: categorySide(reference, isNumber), current: categorySide(current, isNumber) };
  const { test, result } = runTest(name, kind, samples, params);
  const threshold = thresholdFor(name, kind, params) ?? test.defaultThreshold;
  const fewest = Math.min(samples.reference.size, samples.current.size);
  const insufficient = fewest > 0 && fewest < params.least_rows;
  const drifted = !insufficient && result.status === "ok" && passes(result.value, threshold, test);
  const column: DriftColumn = {
    name,
    kind,
    method: test.name,
    measure: test.measure,
    value: result.value,
    threshold,
    drifted,
    status: insufficient ? "insufficient_data" : result.status,
    effect: result.effect ?? null,
    adjusted_p: test.measure === "p_value" ? result.value : null,
    confirmed: drifted,
    reference: summary(samples.reference),
    current: summary(samples.current),
  };
  const counts = samples.kind === "category"
    ? pairCounts(samples.reference.counts, samples.current.counts)
    : null;
  const findings = columnFindings(column, contents, counts, params.least_rows);
  return { column, findings, samples };
}

function numberSide({ rows, numbers, integer, owned }: ColumnContent): NumberSide {
  const sample = sortedSample(numbers!, { integer, owned });
  return { rows, size: sample.values.length, distinct: countDistinct(sample.values), sample, counts: null };
}

/** Numbers that are taken as categories stay numbers: "1" and "1.0" are one, and 9 sorts before 10. */
function categorySide({ rows, numbers, texts }: ColumnContent, isNumber: boolean): CategorySide {
  const counts = isNumber ? countCategories(numbers!.filter(Number.isFinite)) : texts();
  return { rows, size: counts.total, distinct: counts.counts.size, sample: null, counts };
}

function countDistinct(sorted: Float64Array): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** How many values either side has, of few. Of many it says that they are many, without counting on. */
function distinctTogether(a: ColumnSide, b: ColumnSide): number {
  if (a.counts && b.counts) {
    let more = 0;
    for (const category of b.counts.counts.keys()) if (!a.counts.counts.has(category)) more++;
    return a.distinct + more;
  }
  const most = 100;
  if (a.distinct > most || b.distinct > most) return Math.max(a.distinct, b.distinct);
  return new Set([...new Set(a.sample!.values), ...new Set(b.sample!.values)]).size;
}

function runTest(
  name: string,
  kind: ColumnKind,
  { reference, current }: { reference: ColumnSide; current: ColumnSide },
  params: DriftParams,
): { test: DriftTest<never>; result: DriftResult } {
  const asked = methodFor(name, kind, params);
  const chosen = asked === null
    ? defaultMethod({ kind, referenceValues: reference.size, distinct: distinctTogether(reference, current) })
    : { method: asked, as: kind };
  if (chosen.as === "number") {
    const test = numberTest(chosen.method, name);
    return { test, result: test.compare(reference.sample!, current.sample!) };
  }
  const test = categoryTest(chosen.method, name);
  const counts = (side: ColumnSide) => side.counts ?? countCategories(side.sample!.values);
  const options = { permutations: params.permutations, seed: params.seed };
  return { test, result: test.compare(counts(reference), counts(current), options) };
}

function methodFor(name: string, kind: ColumnKind, params: DriftParams): string | null {
  if (Object.hasOwn(params.methods, name)) return params.methods[name];
  return (kind === "number" ? params.number_method : params.category_method) ?? params.method;
}

function thresholdFor(name: string, kind: ColumnKind, params: DriftParams): number | null {
  if (Object.hasOwn(params.thresholds, name)) return params.thresholds[name];
  return (kind === "number" ? params.number_threshold : params.category_threshold) ?? params.threshold;
}

function passes(value: number, threshold: number, { measure, atThreshold }: DriftTest<never>): boolean {
  if (value === threshold) {
    return (atThreshold ?? (measure === "distance" ? "drifted" : "kept")) === "drifted";
  }
  return measure === "distance" ? value > threshold : value < threshold;
}

function summary({ rows, size, distinct }: ColumnSide): DriftColumn["reference"] {
  return { rows, missing: rows - size, distinct };
}
