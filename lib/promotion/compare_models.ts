import type { RegisterParams } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import { pairedBootstrap } from "../metrics/paired_bootstrap.ts";
import type { Model } from "../model/model.ts";
import { numberGroups } from "../model/row_keys.ts";
import { scoreTable } from "../model/score.ts";
import { numberColumn, type Table, takeRows, textColumn } from "../table/table.ts";
import type { Comparison, Role } from "./comparison.ts";
import { unseenRows } from "./unseen_rows.ts";

/** A version that a candidate has to hold its own against. */
export interface Incumbent {
  role: Role;
  /** Its number in the registry. */
  version: string;
  /** The first 12 hex digits of its file's SHA-256. */
  modelVersion: string;
  model: Model;
  /** When the latest of its training rows was measured, ISO 8601; null when nobody knows. */
  trainedUntil: string | null;
}

/**
 * Compares a candidate with an incumbent on the rows held out from both: both score raw readings, and the difference in
 * average precision is bootstrapped. Whole machines are drawn where either was split by machine.
 *
 * @param heldOut Rows that the candidate was not trained on, with the contract's columns.
 * @returns The comparison; `unknown` says why the two could not be compared, where they could not.
 */
export function compareModels(
  candidate: Model,
  heldOut: Table,
  incumbent: Incumbent,
  params: RegisterParams,
): Comparison {
  const { role, version, modelVersion, model } = incumbent;
  const about = { with: role, version, model_version: modelVersion };
  const other = `the ${role} (version ${version})`;
  const unknown = (why: string, rows = 0, failures = 0): Comparison => ({
    ...about,
    ...{ rows, failures, average_precision: null, unknown: why },
  });

  const unseen = unseenRows(heldOut, { header: model.header, trainedUntil: incumbent.trainedUntil });
  if (unseen === null) {
    return unknown(
      `which rows ${other} has seen cannot be told: it was split by time, and the tag trained_until is missing`,
    );
  }
  const rows = takeRows(heldOut, unseen);
  const failure = numberColumn(rows, "failure");
  const failures = failure.reduce((sum, failed) => sum + failed, 0);
  if (failures < params.least_failures) {
    return unknown(
      `among the ${rows.rowCount} rows that neither this model nor ${other} has seen there are ${failures} failures, ` +
        `and it takes ${params.least_failures} to compare the two`,
      rows.rowCount,
      failures,
    );
  }
  const missing = model.header.recipe.feature_names.filter((name) => !rows.columns.has(name));
  if (missing.length > 0) {
    return unknown(`${other} needs ${missing.join(", ")}, which the held-out rows do not have`);
  }
  const byMachine = [candidate, model].some(({ header }) => header.data.split_by === "machine");
  try {
    const found = pairedBootstrap(failure, scoreTable(candidate, rows), scoreTable(model, rows), {
      samples: params.bootstrap_samples,
      confidence: params.confidence,
      seed: params.seed,
      groups: byMachine ? numberGroups(textColumn(rows, "machine_id")) : undefined,
    });
    if (found === null) {
      return unknown(
        "most resamples hold no failure: they stand on too few machines",
        rows.rowCount,
        failures,
      );
    }
    const { first, second, difference, lower } = found;
    return {
      ...about,
      ...{ rows: rows.rowCount, failures, unknown: null },
      average_precision: { candidate: first, other: second, difference, lower },
    };
  } catch (error) {
    if (!(error instanceof FaultlineError && error.code === "CATEGORY_UNKNOWN")) throw error;
    return unknown(`${other} cannot score the held-out rows: ${error.message}`, rows.rowCount, failures);
  }
}
