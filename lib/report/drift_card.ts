import type { DriftColumn, DriftFinding } from "../contracts/drift_report.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { DriftColumnVerdict } from "./drift_column_verdict.ts";

/** A column with all that is known of it. */
export interface DriftCard {
  /** The card's address on the page, made by the page, not from the name. */
  id: string;
  column: DriftColumn;
  verdict: DriftColumnVerdict;
  /** Those of this column. */
  findings: readonly DriftFinding[];
  /** Undefined when none was handed over. */
  distribution: ColumnDistribution | undefined;
}
