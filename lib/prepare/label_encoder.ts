import { FaultlineError } from "../errors.ts";
import { type MachineType, machineTypes } from "../contracts/reading.ts";
import type { Recipe } from "../contracts/model_header.ts";

/** The classes of the encoded columns; a class's code is its position. */
export type LabelEncoder = Recipe["label_encoder"];

/**
 * Fits the encoder of `type`. The classes are the contract's, in its order (L 0, M 1, H 2), whichever of them the
 * rows hold, as scikit-learn's `OrdinalEncoder(categories=…)` does it: a code means the same in every model and
 * every fold, and a type so rare that a fold or a side of the split lacks it stops nothing. Fitting checks that the
 * rows hold no other class; a column of one class is allowed.
 *
 * @throws {FaultlineError} CATEGORY_UNKNOWN, when the rows hold a class the contract does not know.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(fitLabelEncoder(["M", "M", "L"]), { type: ["L", "M", "H"] });
 * ```
 */
export function fitLabelEncoder(types: readonly string[]): LabelEncoder {
  const encoder = { type: [...machineTypes] };
  encodeTypes(types, encoder);
  return encoder;
}

/**
 * The code of one type.
 *
 * @throws {FaultlineError} CATEGORY_UNKNOWN, naming the classes that are allowed.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(encodeType("H", { type: ["L", "M", "H"] }), 2);
 * ```
 */
export function encodeType(type: string, encoder: LabelEncoder): number {
  const code = encoder.type.indexOf(type as MachineType);
  if (code < 0) {
    throw new FaultlineError(
      "CATEGORY_UNKNOWN",
      `Cannot encode type: it must be one of ${encoder.type.join(", ")}, current value: ${
        JSON.stringify(type)
      }`,
      { hint: `correct the reading's type, or set such rows aside` },
    );
  }
  return code;
}

/** The codes of a column of types, as {@linkcode encodeType} gives them. */
export function encodeTypes(types: readonly string[], encoder: LabelEncoder): Float64Array {
  const codes = new Float64Array(types.length);
  for (let i = 0; i < codes.length; i++) codes[i] = encodeType(types[i], encoder);
  return codes;
}
