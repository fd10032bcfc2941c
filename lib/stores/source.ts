/** Some rows of a source. */
export interface SourceRows {
  /** Cells as text, in the header's order; a null is the empty string. A ragged row has its true number of cells. */
  readonly rows: readonly (readonly string[])[];
  /** Where each row stands in the source, counted from 1: a file's line, a table's row. */
  readonly lines: ArrayLike<number>;
}

/** A source whose rows are being read. */
export interface OpenSource {
  /** Column names, no two alike. */
  readonly header: readonly string[];
  /** All rows, once, in the source's own order, the same at every reading. */
  readonly batches: AsyncIterable<SourceRows>;
  /** About how many rows there are, for progress. */
  readonly estimatedRows?: number;
  /** Lets go of files and connections. */
  close(): Promise<void>;
}

/** A place that readings come from. */
export interface ReadingSource {
  /** Its URL, without a password. */
  readonly url: string;
  /** How messages name it. */
  readonly name: string;
  /** Opens it. Throws a {@linkcode FaultlineError} with a `SOURCE_` code where that fails. */
  open(): Promise<OpenSource>;
}
