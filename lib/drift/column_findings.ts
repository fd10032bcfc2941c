import type { DriftColumn, DriftFinding, DriftFindingCode } from "../contracts/drift_report.ts";
import type { PairedCounts } from "./category_counts.ts";
import type { ColumnContent } from "./column_kind.ts";
import { hasMoreMissing } from "./has_more_missing.ts";

/**
 * What a person should know about a column beside its test: that it is empty, all missing, missing more often than
 * before, constant, of another kind than before, or has gained or lost categories. A column without values is said to
 * be so, and nothing more.
 *
 * @param counts Of a column of categories; null for numbers.
 */
export function columnFindings(
  column: DriftColumn,
  contents: { reference: ColumnContent; current: ColumnContent },
  counts: PairedCounts | null,
  leastRows: number,
): DriftFinding[] {
  const { name, reference, current } = column;
  const findings: DriftFinding[] = [];
  const add = (code: DriftFindingCode, message: string, alarm: boolean) =>
    findings.push({ code, column: name, message, alarm });
  const size = { reference: reference.rows - reference.missing, current: current.rows - current.missing };

  if (size.reference === 0 && size.current === 0) {
    add("empty", `${name} has no value, neither in the reference nor now`, false);
    return findings;
  }
  if (size.reference === 0 || size.current === 0) {
    const side = size.reference === 0 ? "in the reference" : "now";
    add(
      "all_missing",
      `${name} has no value ${side}: all ${
        shown(size.reference === 0 ? reference.rows : current.rows)
      } are missing`,
      current.rows > 0 && size.current === 0,
    );
    return findings;
  }
  if (hasMoreMissing(reference, current)) {
    add(
      "more_missing",
      `${name} has no value in ${rowsOf(current)} now; in the reference in ${rowsOf(reference)}`,
      true,
    );
  }
  const changed = kindChange(name, contents);
  if (changed) add("kind_changed", changed, true);
  if (column.status === "insufficient_data") {
    const fewest = Math.min(size.reference, size.current);
    add(
      "few_rows",
      `${name} has ${shown(fewest)} values on one side; to conclude from, it takes ${shown(leastRows)}`,
      false,
    );
  } else if (column.status !== "ok") {
    add(
      "no_value",
      `${column.method} has no answer for ${name}: ${reasons[column.status] ?? column.status}`,
      false,
    );
  }
  if (reference.distinct === 1 && current.distinct === 1) {
    add("constant", `${name} has a single value in the reference, and a single one now`, false);
  } else if (current.distinct === 1 && size.current >= leastRows) {
    add("constant", `${name} has a single value now; the reference has ${shown(reference.distinct)}`, true);
  } else if (reference.distinct === 1) {
    add(
      "constant",
      `${name} has a single value in the reference; now it has ${shown(current.distinct)}`,
      false,
    );
  }
  if (counts && !changed) {
    const fresh = named(counts, counts.reference), lost = named(counts, counts.current);
    if (fresh) add("new_category", `${name} has values now that the reference lacks: ${fresh}`, true);
    if (lost) add("lost_category", `${name} now lacks values that the reference has: ${lost}`, false);
  }
  return findings;
}

/** A count with its thousands separated: `2,895`. */
function shown(count: number): string {
  return count.toLocaleString("en-US");
}

/** How many of a side's rows have no value: `400 of 1,000 rows (40 %)`. */
function rowsOf({ rows, missing }: DriftColumn["reference"]): string {
  return `${shown(missing)} of ${shown(rows)} rows (${Number((100 * missing / rows).toPrecision(3))} %)`;
}

const reasons: Readonly<Record<string, string>> = {
  constant: "there is a single value",
  too_few: "there are fewer values than it needs",
  too_many: "there are more categories than it can compare",
  overflow: "values are too large to reckon with",
};

function kindChange(
  name: string,
  { reference, current }: { reference: ColumnContent; current: ColumnContent },
): string | null {
  if ((reference.firstText === null) === (current.firstText === null)) return null;
  return reference.firstText === null
    ? `${name} holds numbers in the reference and text now, such as ${JSON.stringify(current.firstText)}`
    : `${name} holds text in the reference, such as ${JSON.stringify(reference.firstText)}, and numbers now`;
}

/** The categories that one side lacks, the first five by name. */
function named({ categories }: PairedCounts, side: Float64Array): string | null {
  const absent = categories.filter((_, i) => side[i] === 0);
  if (absent.length === 0) return null;
  const first = absent.slice(0, 5).map((category) => JSON.stringify(category)).join(", ");
  return absent.length > 5 ? `${first} and ${shown(absent.length - 5)} more` : first;
}
