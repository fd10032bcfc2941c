/** Whom a candidate is compared with. */
export type Role = "champion" | "best past champion";

/** A candidate beside another version, on rows that neither has been trained on. */
export interface Comparison {
  with: Role;
  /** The other's number in the registry. */
  version: string;
  /** The first 12 hex digits of the other's file's SHA-256. */
  model_version: string;
  /** The rows, and how many of them failed. */
  rows: number;
  failures: number;
  /** What the bootstrap found; null when the two were not compared. */
  average_precision: {
    candidate: number;
    other: number;
    /** `candidate - other`. */
    difference: number;
    /** The true difference is at least this, with the confidence asked for. */
    lower: number;
  } | null;
  /** Why the two were not compared; null when they were. */
  unknown: string | null;
}
