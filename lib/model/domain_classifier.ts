import type { TrainParams } from "../contracts/params.ts";
import { growForest } from "../forest/grow_forest.ts";
import { outOfBagScores } from "../forest/out_of_bag_scores.ts";
import { permutationImportance } from "../forest/permutation_importance.ts";
import type { WorkerPool } from "../forest/worker_pool.ts";
import { rocAuc } from "../metrics/roc_auc.ts";
import { rocAucInterval } from "../metrics/roc_auc_interval.ts";
import { createRandom } from "../random/random.ts";
import { shuffle } from "../random/shuffle.ts";
import { type Column, type Table, takeRows } from "../table/table.ts";

/** How to tell reference from current. */
export interface DomainClassifierOptions {
  pool: WorkerPool;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
  /** The columns to tell by, which both tables have (default: all that both have). */
  columns?: readonly string[];
  /** At most so many rows of either side, drawn at random (default 2,500). */
  mostRows?: number;
  /** Default 100. */
  trees?: number;
  /** How often each column is shuffled (default 3). */
  repeats?: number;
}

/** How well a forest tells reference from current. */
export interface DomainClassifierResult {
  /** ROC AUC on rows that a tree did not see: 0.5 when nothing tells them apart, 1 when everything does. */
  auc: number;
  /** 95 %, by DeLong. */
  interval: [number, number];
  /** Whether the whole interval lies above 0.5. */
  drifted: boolean;
  rows: { reference: number; current: number };
  /** What gave it away: the AUC lost when a column's values are shuffled, greatest first. */
  columns: { name: string; importance: number; std: number }[];
}

/** With fewer rows on a side there is no answer. */
const fewestRows = 30;

/**
 * Trains the project's own forest to tell reference rows from current ones (Lopez-Paz and Oquab, 2017, "Revisiting
 * classifier two-sample tests"). What it can tell has drifted, be it in the joint distribution alone, where no single
 * column shows it. Judged out of bag, so that no row is scored by a tree that saw it. Missing values are a value of
 * their own, below all others; categories are numbered. The same tables and seed give the same answer.
 *
 * The interval takes rows to be independent. Readings of a random walk are not: stretches of one series can be told
 * apart though nothing changed.
 *
 * @returns Null when there is no column in common, or a side has fewer than 30 rows.
 */
export async function domainClassifier(
  reference: Table,
  current: Table,
  options: DomainClassifierOptions,
): Promise<DomainClassifierResult | null> {
  const { pool, seed, mostRows = 2500, trees = 100, repeats = 3 } = options;
  const names = (options.columns ?? [...reference.columns.keys()])
    .filter((name) => reference.columns.has(name) && current.columns.has(name));
  if (names.length === 0 || Math.min(reference.rowCount, current.rowCount, mostRows) < fewestRows) {
    return null;
  }
  const before = drawRows(reference, mostRows, seed, 0), now = drawRows(current, mostRows, seed, 1);
  const rowCount = before.rowCount + now.rowCount;
  const features = names.map((name) => joinedNumbers(before.columns.get(name)!, now.columns.get(name)!));
  const isCurrent = new Uint8Array(rowCount).fill(1, before.rowCount);

  const grown = await growForest(features, isCurrent, forestParams(trees, seed), { pool });
  const judge = (columns: readonly Float64Array[]) => {
    const scores = outOfBagScores(grown, columns, rowCount)!;
    const judged = (_: number, row: number) => !Number.isNaN(scores[row]);
    return { labels: isCurrent.filter(judged), scores: scores.filter(judged) };
  };
  const { labels, scores } = judge(features);
  const answer = rocAucInterval(labels, scores);
  if (answer === null) return null;
  const score = (columns: readonly Float64Array[]) => {
    const judged = judge(columns);
    return rocAuc(judged.labels, judged.scores)!;
  };
  const importances = permutationImportance(features, score, { repeats, seed });
  return {
    ...answer,
    drifted: answer.interval[0] > 0.5,
    rows: { reference: before.rowCount, current: now.rowCount },
    columns: names.map((name, i) => ({ name, importance: importances[i].mean, std: importances[i].std }))
      .sort((a, b) => b.importance - a.importance),
  };
}

/** Leaves of five rows: what a few rows have in common by chance is not learnt by heart. */
function forestParams(trees: number, seed: number): TrainParams {
  return {
    engine: "faultline",
    trees,
    max_depth: null,
    min_samples_leaf: 5,
    max_features: "sqrt",
    class_weight: "balanced",
    max_bins: 256,
    seed,
  };
}

function drawRows(table: Table, mostRows: number, seed: number, stream: number): Table {
  if (table.rowCount <= mostRows) return table;
  const order = shuffle(
    Int32Array.from({ length: table.rowCount }, (_, row) => row),
    createRandom(seed, stream),
  );
  return takeRows(table, order.subarray(0, mostRows).sort());
}

/** A column of both sides as finite numbers. One of text on either side is numbered by its categories. */
function joinedNumbers(reference: Column, current: Column): Float64Array {
  const joined = new Float64Array(reference.length + current.length);
  if (reference instanceof Float64Array && current instanceof Float64Array) {
    joined.set(reference);
    joined.set(current, reference.length);
    let least = Infinity;
    for (const value of joined) if (Number.isFinite(value) && value < least) least = value;
    const missing = least === Infinity ? 0 : least - 1;
    return joined.map((value) => Number.isFinite(value) ? value : missing);
  }
  const texts = [...Array.from(reference, String), ...Array.from(current, String)];
  const places = new Map([...new Set(texts)].sort().map((text, place) => [text, place]));
  return joined.map((_, row) => places.get(texts[row])!);
}
