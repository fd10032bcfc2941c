import { closest } from "fastest-levenshtein";
import { type ColumnContract, readingColumns } from "../contracts/reading.ts";
import { FaultlineError } from "../errors.ts";

/** A plant's headers by the contract's names: one, or several of which the first found is taken. */
export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where the contract's columns stand in a source's rows. */
export interface ColumnLayout {
  /** Cells that a row must have. */
  readonly cellCount: number;
  /** The columns found, in the contract's order, and each one's place in a row. */
  readonly columns: readonly { readonly contract: ColumnContract; readonly index: number }[];
}

/** How a header is mapped. */
export interface MapColumnsOptions {
  /** How messages name the source. */
  source: string;
  /** The columns looked for, and which of them must be there (default: those of training readings). */
  contract?: readonly ColumnContract[];
}

/**
 * Finds the contract's columns in a header, by the plant's own headers first, then by the contract's names. Order
 * does not matter, and other columns are left out of account.
 *
 * @throws {FaultlineError} `SOURCE_COLUMN_MISSING`, naming every required column that is missing;
 * `SOURCE_COLUMN_DUPLICATE` when the header has a name twice.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const contract = [{ name: "torque_nm", kind: "number", required: true }] as const;
 * const layout = mapColumns(["time", "Torque [Nm]"], { torque_nm: "Torque [Nm]" }, { source: "a.csv", contract });
 * equal(layout.columns[0].index, 1);
 * ```
 */
export function mapColumns(
  header: readonly string[],
  headers: HeaderMap,
  options: MapColumnsOptions,
): ColumnLayout {
  const { source, contract = readingColumns } = options;
  const places = new Map<string, number>();
  for (const [index, cell] of header.entries()) {
    const name = cell.trim();
    if (name !== "" && places.has(name)) {
      throw new FaultlineError(
        "SOURCE_COLUMN_DUPLICATE",
        `${source} has two columns named ${JSON.stringify(name)}`,
        {
          hint: "rename or remove one of them",
        },
      );
    }
    places.set(name, index);
  }

  const columns: { contract: ColumnContract; index: number }[] = [];
  const missing: string[] = [];
  for (const column of contract) {
    const found = [...wanted(headers, column.name), column.name].find((name) => places.has(name));
    if (found !== undefined) columns.push({ contract: column, index: places.get(found)! });
    else if (column.required) missing.push(column.name);
  }
  if (missing.length > 0) throw missingError(source, header, missing, headers, columns);
  return { cellCount: header.length, columns };
}

function wanted(headers: HeaderMap, name: string): readonly string[] {
  const own = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof own === "string" ? [own] : own ?? [];
}

function missingError(
  source: string,
  header: readonly string[],
  missing: readonly string[],
  headers: HeaderMap,
  found: ColumnLayout["columns"],
): FaultlineError {
  const looked = missing.map((name) => {
    const names = wanted(headers, name).map((header) => JSON.stringify(header));
    return names.length > 0 ? `${name} (looked for ${names.join(", ")})` : name;
  });
  const taken = new Set(found.map(({ index }) => index));
  const free = header.filter((name, index) => name !== "" && !taken.has(index));
  const example = free.length > 0 ? nearest(missing[0], free) : "your header";
  return new FaultlineError(
    "SOURCE_COLUMN_MISSING",
    `${source} has no column for ${looked.join(", ")}`,
    {
      details: [`it has: ${header.join(", ")}`],
      hint: `map your headers under ingest.columns in params.yaml, e.g.  ${missing[0]}: ${example}`,
    },
  );
}

/** The header most like a contract's name: one that begins alike, else the one of the fewest edits. */
function nearest(name: string, headers: readonly string[]): string {
  const stem = name.split("_")[0];
  const folded = headers.map((header) => header.toLowerCase());
  const alike = folded.findIndex((header) => header.startsWith(stem));
  return headers[alike >= 0 ? alike : folded.indexOf(closest(name, folded))];
}
