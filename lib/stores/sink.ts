import { FaultlineError } from "../errors.ts";
import type { Table } from "../table/table.ts";

/** What becomes of rows that are there already: a reason to refuse, added to, or removed. */
export type SinkMode = "refuse" | "append" | "replace";

/** A place under way to be filled. */
export interface OpenSink {
  /** Adds a table's rows: it has every column of the contract. */
  write(table: Table): Promise<void>;
  /** Makes all that was written stand, at once. */
  commit(): Promise<void>;
  /** Takes back all that was written. Does nothing after `commit`. */
  abort(): Promise<void>;
}

/** A place that readings can be written to. */
export interface ReadingSink {
  /** Its URL, without a password; as a source it gives the rows back. */
  readonly url: string;
  /** How messages name it. */
  readonly name: string;
  /** Opens it, and makes file or table where there is none. */
  open(mode: SinkMode): Promise<OpenSink>;
}

/** The refusal of a place that has rows already. */
export function sinkNotEmpty(name: string): FaultlineError {
  return new FaultlineError("OUTPUT_EXISTS", `${name} has rows already`, {
    hint: "--append adds to them, --replace removes them first",
  });
}

/** The refusal of a table or file whose columns are not the contract's. */
export function sinkColumnsUnknown(name: string, missing: readonly string[]): FaultlineError {
  return new FaultlineError("SOURCE_COLUMN_UNKNOWN", `${name} has no column ${missing.join(", ")}`, {
    hint: "name a table or file that does not exist yet",
  });
}
