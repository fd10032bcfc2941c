import type { DriftFindingCode } from "../contracts/drift_report.ts";

/** What a kind of finding is called, and what a person should do about it. */
export interface DriftAdvice {
  /** A few words, to stand above a list or beside a column's name. */
  title: string;
  /** What to do, in one or two sentences. */
  advice: string;
  /** The same with reasons, for a page that has room. */
  detail: string;
}

/** What to do about each kind of finding. */
export const driftAdvice: Readonly<Record<DriftFindingCode, DriftAdvice>> = {
  drifted: {
    title: "Drifted",
    advice:
      "One sensor alone: measure once by hand before you look at the machine. Several together: look at the " +
      "machine, the product mix and the hall. When the change is to stay, renew the reference or train again.",
    detail: "One raw reading alone, with what is computed from it, points to its sensor: check mounting, " +
      "calibration, unit and data path, and measure once by hand. Several at once point to the machines, what " +
      "they make, or the hall around them. If the change is real and harmless, take newer data as the " +
      "reference; if failures changed with it, train again once outcomes have come back. Until then read the " +
      "model's probabilities with care.",
  },
  empty: {
    title: "No value on either side",
    advice: "Nobody fills this column: leave it out of the data, or find out why it is empty.",
    detail:
      "There is nothing to compare. If nobody needs the column, leave it out of the data; if somebody " +
      "does, find out why it was never filled.",
  },
  all_missing: {
    title: "No value on one side",
    advice: "A source has gone silent: check the sensor, its wiring and the export.",
    detail: "Where values stopped, look for a dead sensor, a cut connection, a renamed field or a changed " +
      "format, in this order of the data's way. Where the reference has none, take a reference that has.",
  },
  more_missing: {
    title: "More values missing",
    advice:
      "Part of a source has gone silent: look at which machines and hours the rows without a value are of.",
    detail:
      "Look at which machines and hours the rows without a value are of. One machine: its sensor, cable or " +
      "gateway. All of them since one hour: a changed export, or a cell that no longer reads as a number. The " +
      "test compares only the values that are there, so what is missing may hide a drift.",
  },
  constant: {
    title: "A single value",
    advice:
      "Compare it with the machine: a value that no longer changes is often a stuck sensor or a default in " +
      "the export.",
    detail:
      "A reading that stopped changing is most often a stuck sensor, or a gateway that repeats its last " +
      "value: compare it with the machine. A setting that is rightly fixed tells a model nothing; leave it out.",
  },
  new_category: {
    title: "Values never seen before",
    advice:
      "Map another spelling where the data comes in; when the value is real, collect outcomes for it and " +
      "train again.",
    detail:
      "The model has learnt nothing about them. If it is a new product or machine type, collect outcomes " +
      "for it and train again before relying on its predictions. If it is another spelling or code for what " +
      "is known, map it where the data comes in.",
  },
  lost_category: {
    title: "Values that no longer occur",
    advice: "Make sure that these are truly gone, and that no part of the fleet has stopped sending.",
    detail:
      "Make sure that they really ended, such as a product no longer made. If not, part of the fleet may " +
      "have stopped sending, or have changed its spelling.",
  },
  kind_changed: {
    title: "Numbers on one side, text on the other",
    advice: "Look for words, units or decimal commas among the numbers, and correct the export.",
    detail: "Look at the text named: a unit in the cell, a decimal comma, a word for missing, or shifted " +
      "columns. Mend it where the data comes in; until then the column is compared as text.",
  },
  lost_column: {
    title: "Gone",
    advice: "Put the column back into the export: a model that needs it cannot score without it.",
    detail:
      "If a column was renamed, map its header. If its source was switched off, a model that needs it " +
      "cannot score these rows.",
  },
  new_column: {
    title: "New, and not compared",
    advice: "Nothing, or add it to the reference when it is to be watched.",
    detail:
      "Nothing is wrong. Check that it is not a known column under another name; add it to the reference " +
      "when it is to be watched.",
  },
  no_shared_columns: {
    title: "No column in common",
    advice: "Check that these are the right two files, and that their headers are spelt alike.",
    detail:
      "These are two different tables, or the headers of one were renamed or lost. Check that they are the " +
      "right two files, and that their headers are spelt alike.",
  },
  few_rows: {
    title: "Too few values",
    advice: "Wait for more rows, or compare a longer span.",
    detail: "No conclusion either way. Wait for more rows, compare a longer span, or take machines together.",
  },
  no_value: {
    title: "The test has no answer",
    advice: "Choose a test that can compare such values, with --method or under drift.methods.",
    detail: "Nothing was concluded. Choose a test that can compare such values, with --method or under " +
      "drift.methods, or leave the choice to the default.",
  },
};
