import type { Comparison } from "../contracts/comparison.ts";
import { formatPercent, formatScore } from "./number_format.ts";
import { printable } from "./printable.ts";
import { textTable } from "./text_table.ts";

/** One line of the honesty table. */
export interface HonestyRow {
  recipe: string;
  /** Null where the recipe could not be trained. */
  held_out_f1: number | null;
  /** Share of all failures that were thrown away before training, 0 to 1. */
  failures_removed_share: number;
  leak_alarm: boolean;
  what_it_shows: string;
}

/** A comparison's recipes as lines of the honesty table, in their order. */
export function honestyRows(comparison: Comparison): HonestyRow[] {
  return comparison.recipes.map((recipe) => ({
    recipe: recipe.title,
    held_out_f1: recipe.held_out?.f1 ?? null,
    failures_removed_share: recipe.failures_removed_share,
    leak_alarm: recipe.leak.alarm,
    what_it_shows: recipe.shows,
  }));
}

/**
 * The honesty table as lines of at most 98 characters: what each way of working claims on held-out rows, and why.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const lines = honestyTable([{
 *   recipe: "as documented",
 *   held_out_f1: 0.98,
 *   failures_removed_share: 0.245,
 *   leak_alarm: true,
 *   what_it_shows: "twins of test rows in training",
 * }]);
 * deepEqual(lines, [
 *   "recipe         held-out  failures  leak   what it shows",
 *   "                     F1   removed  alarm",
 *   "as documented      0.98      25 %  YES    twins of test rows in training",
 * ]);
 * ```
 */
export function honestyTable(rows: readonly HonestyRow[]): string[] {
  return textTable(
    [
      { title: "recipe", width: 39 },
      { title: "held-out F1", align: "right", width: 8 },
      { title: "failures removed", align: "right", width: 8 },
      { title: "leak alarm", width: 5 },
      { title: "what it shows", width: 30 },
    ],
    rows.map((row) => [
      printable(row.recipe),
      formatScore(row.held_out_f1, 2),
      formatPercent(row.failures_removed_share),
      row.leak_alarm ? "YES" : "no",
      printable(row.what_it_shows),
    ]),
  );
}
