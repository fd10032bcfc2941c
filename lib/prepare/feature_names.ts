import { closest } from "fastest-levenshtein";
import { failureModes, readingColumns, sensorColumns } from "../contracts/reading.ts";
import type { Params } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import type { ReadColumn, Table } from "../table/table.ts";
import { engineeredFeatures } from "./engineered_features.ts";

/** Features that are categories, not amounts: no fences, no distances, no values between two of them. */
export const nominalFeatures: ReadonlySet<string> = new Set(["type", ...failureModes]);

/**
 * Which columns the forest gets, in order: `type`, the sensors, the engineered features, and every failure mode
 * that the table has, less what `transform.drop` names. Identifiers, `measured_at` and `failure` never are.
 *
 * @throws {FaultlineError} PARAMS_INVALID, when a name to drop is no column that Faultline knows; FEATURES_NONE,
 * when no feature is left.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const names = featureNames(createTable({ twf: new Float64Array(0) }), { drop: ["twf", "torque_nm"] });
 * equal(names.length, 8);
 * ```
 */
export function featureNames(
  table: Pick<Table<ReadColumn>, "columns">,
  transform: Params["transform"],
): string[] {
  const known = [
    ...readingColumns.map((column) => column.name),
    ...engineeredFeatures.map((feature) => feature.name),
  ];
  for (const name of transform.drop) {
    if (known.includes(name)) continue;
    throw new FaultlineError(
      "PARAMS_INVALID",
      `Cannot drop ${JSON.stringify(name)} (transform.drop): it must be a column that Faultline knows`,
      { details: [`it knows: ${known.join(", ")}`], hint: `did you mean ${closest(name, known)}?` },
    );
  }
  const candidates = [
    "type",
    ...sensorColumns,
    ...engineeredFeatures.map((feature) => feature.name),
    ...failureModes.filter((mode) => table.columns.has(mode)),
  ];
  const names = candidates.filter((name) => !transform.drop.includes(name));
  if (names.length === 0) {
    throw new FaultlineError("FEATURES_NONE", "Cannot train: transform.drop leaves no feature", {
      hint: "name fewer columns under transform.drop in params.yaml",
    });
  }
  return names;
}
