import type { StoredPrediction } from "../contracts/prediction.ts";
import type { LogReads } from "../prediction_log/merged_reads.ts";
import type { PredictionQuery } from "../prediction_log/prediction_log.ts";
import type { PredictionWindow } from "./prediction_window.ts";

/** Which predictions are read. */
export interface WindowQuery {
  /** At this time or later, and before that, in milliseconds since the epoch. */
  since: number;
  until: number;
  model_version: string;
  /** Predictions read at most. */
  mostRows: number;
  /** Awaited after each page, so that a server that answers meanwhile gets its turn (default: none). */
  pause?: () => Promise<void>;
  /** Told how many predictions have been read so far (default: nobody). */
  onRead?: (rows: number) => void;
  /** Of the latest, with none left out between, at most (default 20,000). */
  latestRows?: number;
  /** Equal parts of the time before them, where not all can be read (default 80). */
  slices?: number;
  /** Predictions of one question (default 1,000). */
  pageRows?: number;
}

/**
 * Reads one model's predictions of a span of time: all of them where they are `mostRows` or fewer. Of more, the latest
 * are read whole, and those before them from equal slices of their time, of each slice the newest. Every slice may give
 * equally many; what slices with few leave over, the others share.
 *
 * A prediction made at `until` or later, as by a server whose clock is ahead, is not of the span.
 *
 * @throws {RangeError} When a number of rows or slices is not a positive integer.
 * @throws {FaultlineError} As `LogReads` does.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { openSqlitePredictionStore } from "../prediction_log/sqlite_prediction_store.ts";
 * const log = openSqlitePredictionStore({ path: `${Deno.makeTempDirSync()}/faultline.db` });
 * const window = await readWindow(log, { since: 0, until: 1e12, model_version: "0123456789ab", mostRows: 100_000 });
 * deepEqual(window, { since: 0, until: 1e12, stored: 0, predictions: [], latest: [] });
 * await log.close();
 * ```
 */
export async function readWindow(reads: LogReads, query: WindowQuery): Promise<PredictionWindow> {
  const { since, until, model_version, mostRows, pause, onRead } = query;
  let read = 0;
  const { latestRows = 20_000, slices = 80, pageRows = 1_000 } = query;
  for (const [name, value] of Object.entries({ mostRows, latestRows, slices, pageRows })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot read predictions: ${name} must be a positive integer, current value: ${value}`,
    );
  }

  async function page(part: Omit<PredictionQuery, "model_version">): Promise<StoredPrediction[]> {
    const rows = await reads.list({ ...part, model_version });
    onRead?.(read += rows.length);
    await pause?.();
    return rows;
  }

  const limit = Math.min(latestRows, mostRows);
  const latest = await readLatest(page, { since, until, limit, pageRows });
  // The rest has ids below the oldest of these, and may share its millisecond.
  const earlier = latest.length < limit ? [] : await readEarlier(page, {
    since,
    until: Date.parse(latest[0].at) + 1,
    before: latest[0].id,
    limit: mostRows - latest.length,
    slices,
    pageRows,
  });
  // One and the same where there is nothing before: what is worked out of the latest is that of all.
  const predictions = earlier.length === 0 ? latest : [...earlier, ...latest];
  // Those that arrive between the two questions are counted too.
  const after = await reads.counts({ since: Math.max(since, until) });
  const from = await reads.counts({ since });
  const stored = Math.max(from.predictions - after.predictions, predictions.length);
  return { since, until, stored, predictions, latest };
}

type Page = (part: Omit<PredictionQuery, "model_version">) => Promise<StoredPrediction[]>;

/** The newest predictions of a span, oldest first. */
async function readLatest(
  page: Page,
  span: { since: number; until: number; limit: number; pageRows: number },
): Promise<StoredPrediction[]> {
  const { since, until, pageRows } = span;
  const newestFirst: StoredPrediction[] = [];
  while (newestFirst.length < span.limit) {
    const limit = Math.min(pageRows, span.limit - newestFirst.length);
    const rows = await page({ since, until, before: newestFirst.at(-1)?.id, limit });
    newestFirst.push(...rows);
    if (rows.length < limit) break;
  }
  return newestFirst.reverse();
}

/** Predictions below an id: where they are many, how many each part of their time gives. */
interface Earlier {
  since: number;
  until: number;
  before: string;
  limit: number;
  slices: number;
  pageRows: number;
}

/** A part of the time, and what was read of it, newest first. */
interface Slice {
  since: number;
  until: number;
  rows: StoredPrediction[];
}

/** Those of the earlier predictions that there is room for, spread over their time, oldest first. */
async function readEarlier(page: Page, earlier: Earlier): Promise<StoredPrediction[]> {
  const { before, pageRows } = earlier;
  let left = earlier.limit;
  const all = left === 0 ? [] : cut(await firstHalfWithRows(page, earlier), earlier.until, earlier.slices);
  /** Slices that may have more. */
  let open = all;
  while (left > 0 && open.length > 0) {
    const share = Math.max(1, Math.floor(left / open.length));
    const more: Slice[] = [];
    for (const slice of open) {
      const limit = Math.min(share, pageRows, left);
      if (limit === 0) break;
      const { since, until, rows } = slice;
      const found = await page({ since, until, before: rows.at(-1)?.id ?? before, limit });
      rows.push(...found);
      left -= found.length;
      if (found.length === limit) more.push(slice);
    }
    open = more;
  }
  return all.toReversed().flatMap((slice) => slice.rows.toReversed());
}

/**
 * From when on a span has predictions: it is halved for as long as its older half has none. So a window that reaches
 * back past the model's first prediction is not cut into slices most of which are empty.
 */
async function firstHalfWithRows(page: Page, { since, until, before, slices }: Earlier): Promise<number> {
  let begin = since;
  while (until - begin > slices) {
    const middle = Math.floor(begin + (until - begin) / 2);
    if ((await page({ since: begin, until: middle, before, limit: 1 })).length > 0) break;
    begin = middle;
  }
  return begin;
}

/** Equal parts of a span, newest first, each of a millisecond or more. */
function cut(since: number, until: number, slices: number): Slice[] {
  const bounds = Array.from({ length: slices }, (_, i) => Math.floor(since + i * (until - since) / slices));
  const starts = [since, ...new Set(bounds.filter((bound) => bound > since))];
  return starts.map((start, i) => ({ since: start, until: starts[i + 1] ?? until, rows: [] })).reverse();
}
