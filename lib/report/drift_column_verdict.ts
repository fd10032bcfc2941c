import type { DriftColumn, DriftFinding, DriftFindingCode } from "../contracts/drift_report.ts";
import { formatPercent } from "./number_format.ts";

/** How a column came out, in words beside which stand colour and sign. */
export interface DriftColumnVerdict {
  /** A few words. */
  text: string;
  /** `bad`: somebody should look; `good`: nothing found; `quiet`: something to know, or nothing could be concluded. */
  tone: "bad" | "good" | "quiet";
  /** Drifted before the rest, then other alarms, then what else was found: 0 to 3. */
  rank: number;
}

/** What is found beside the test, as an alarm and as something to know; the rest is in the test's outcome. */
const words: Readonly<Partial<Record<DriftFindingCode, readonly [string, string]>>> = {
  constant: ["stuck at one value", "one value"],
  new_category: ["new values", "new values"],
  lost_category: ["lost values", "lost values"],
  kind_changed: ["numbers and text", "numbers and text"],
};

/** From so many more missing on, as a share of rows, the verdict says so. */
const worthSaying = 0.05;

/** A column's verdict from its numbers and from what was found about it. */
export function driftColumnVerdict(
  column: DriftColumn,
  findings: readonly DriftFinding[],
): DriftColumnVerdict {
  const { status, drifted, confirmed } = column;
  const found = findings.flatMap(({ code, alarm }) => words[code]?.[alarm ? 0 : 1] ?? []);
  const missing = missingShare(column.current);
  const moreMissing = findings.some(({ code }) => code === "more_missing") ||
    (status !== "empty" && missing - missingShare(column.reference) >= worthSaying);
  const text = [
    outcomeOf(column),
    ...found.filter((text) => !(status === "constant" && text === "one value")),
    ...moreMissing ? [`${formatPercent(missing)} missing`] : [],
  ].join("; ");
  if (confirmed) return { text, tone: "bad", rank: 0 };
  if (findings.some(({ alarm }) => alarm)) return { text, tone: "bad", rank: 1 };
  const notable = findings.length > 0 || drifted || moreMissing;
  return {
    text,
    tone: status === "ok" && !drifted && !moreMissing ? "good" : "quiet",
    rank: notable ? 2 : 3,
  };
}

/** The share of a side's rows that have no value; 0 without rows. */
export function missingShare({ rows, missing }: DriftColumn["reference"]): number {
  return rows === 0 ? 0 : missing / rows;
}

function outcomeOf({ status, drifted, confirmed, reference, current }: DriftColumn): string {
  switch (status) {
    case "ok":
      return confirmed ? "drifted" : drifted ? "not after correction" : "not drifted";
    case "insufficient_data":
      return "too few values";
    case "empty": {
      const now = current.rows - current.missing, before = reference.rows - reference.missing;
      return now === 0 && before === 0 ? "no values" : now === 0 ? "no values now" : "no reference values";
    }
    case "constant":
      return "not tested: one value";
    case "too_few":
      return "not tested: too few values";
    case "too_many":
      return "not tested: too many categories";
    case "overflow":
      return "not tested: values too large";
  }
}
