import type { Verdict } from "./gate.ts";

/** Older servers hold 5,000 characters a tag. */
const longest = 4_000;

/**
 * The gate's verdict in one line, as a version's tag `gate` and the history have it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(gateTag({ passed: false, reasons: ["one", "another"], comparisons: [] }), "refused: one; another");
 * ```
 */
export function gateTag({ passed, reasons, comparisons }: Verdict): string {
  if (!passed) return `refused: ${reasons.join("; ")}`.slice(0, longest);
  const than = comparisons.flatMap((comparison) => {
    const found = comparison.average_precision;
    if (found === null) return [];
    const { with: role, version } = comparison;
    const bound = found.lower < 0
      ? `at most ${(-found.lower).toFixed(3)} below`
      : `at least ${found.lower.toFixed(3)} above`;
    return [`average precision ${bound} that of the ${role} (version ${version})`];
  });
  return ["passed", ...(comparisons.length === 0 ? ["there was nobody to compare with"] : than)].join("; ");
}
