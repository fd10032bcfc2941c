import { createHash } from "node:crypto";
import { deepEqual, equal, match, notEqual, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { FaultlineError } from "../../../lib/errors.ts";
import { scoreRows } from "../../../lib/forest/score_rows.ts";
import { decodeModel, encodeModel, modelVersion } from "../../../lib/model/model_file.ts";
import type { Model } from "../../../lib/model/model.ts";
import { readSafetensors, type Tensor, writeSafetensors } from "../../../lib/model/safetensors.ts";
import { featureColumns } from "../../../lib/prepare/features.ts";
import { fitSample, simulated, smallModel } from "./sample_model.ts";

const small = encodeModel(smallModel());
const { model: fitted } = await fitSample({ rows: 1500, sets: ["train.trees=5", "validation.folds=2"] });
const large = encodeModel(fitted);

/** The file of a model with some of its tensors or its metadata replaced, and a checksum that fits. */
function forged(
  change: { tensors?: Record<string, Tensor | undefined>; metadata?: Record<string, string> },
  model = smallModel(),
): Uint8Array {
  const { tensors, metadata } = readSafetensors(encodeModel(model), "small");
  const changed: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries({ ...Object.fromEntries(tensors), ...change.tensors })) {
    if (tensor !== undefined) changed[name] = tensor;
  }
  const blank = { ...metadata, ...change.metadata, checksum: "0".repeat(64) };
  const checksum = createHash("sha256").update(writeSafetensors(changed, blank)).digest("hex");
  return writeSafetensors(changed, { ...blank, checksum });
}

function withHeader(change: (header: Record<string, unknown>) => void): Uint8Array {
  const header = structuredClone(smallModel().header) as unknown as Record<string, unknown>;
  change(header);
  return forged({ metadata: { header: JSON.stringify(header) } });
}

function refusal(bytes: Uint8Array): FaultlineError {
  try {
    decodeModel(bytes, "model.safetensors");
  } catch (error) {
    ok(error instanceof FaultlineError, `${error}`);
    match(error.message, /^model\.safetensors /);
    ok(error.hint);
    return error;
  }
  throw new Error("the file was not refused");
}

Deno.test("a model comes back from its file as it was, bit for bit", () => {
  for (const model of [smallModel(), fitted]) deepEqual(decodeModel(encodeModel(model), "model"), model);
});

Deno.test("a model from its file scores bit for bit as before", () => {
  const columns = featureColumns(simulated(500, 9), fitted.header.recipe);
  deepEqual(scoreRows(decodeModel(large, "model").forest, columns), scoreRows(fitted.forest, columns));
});

Deno.test("the same model gives the same bytes, and bytes read and written again are the same", () => {
  deepEqual(encodeModel(smallModel()), small);
  deepEqual(encodeModel(decodeModel(large, "model")), large);
});

Deno.test("a file is read wherever its bytes lie in memory", () => {
  for (const shift of [1, 3, 8]) {
    const memory = new Uint8Array(small.length + 16);
    memory.set(small, shift);
    deepEqual(decodeModel(memory.subarray(shift, shift + small.length), "model"), smallModel());
  }
});

Deno.test("reading a file leaves its bytes alone", () => {
  const bytes = small.slice();
  decodeModel(bytes, "model");
  deepEqual(bytes, small);
});

Deno.test("a version is the first 12 hex digits of the file's SHA-256, and another for another file", () => {
  equal(modelVersion(small), createHash("sha256").update(small).digest("hex").slice(0, 12));
  notEqual(modelVersion(small), modelVersion(large));
});

Deno.test("a file cut short at any byte is refused", () => {
  for (let length = 0; length < small.length; length++) {
    equal(refusal(small.subarray(0, length)).code, "MODEL_TRUNCATED", `${length} bytes`);
  }
  fc.assert(fc.property(fc.nat({ max: large.length - 1 }), (length) => {
    equal(refusal(large.subarray(0, length)).code, "MODEL_TRUNCATED");
  }));
});

Deno.test("an empty file is refused in words that say so", () => {
  equal(
    refusal(new Uint8Array(0)).message,
    "model.safetensors is cut short: 0 bytes where at least 8 belong",
  );
});

Deno.test("a flipped bit in any byte is refused", () => {
  for (let at = 0; at < small.length; at++) {
    const bytes = small.slice();
    bytes[at] ^= 1 << (at * 5 + 3) % 8;
    match(refusal(bytes).code, /^MODEL_(DAMAGED|TRUNCATED)$/);
  }
  const place = fc.tuple(fc.nat({ max: large.length - 1 }), fc.integer({ min: 1, max: 255 }));
  fc.assert(fc.property(place, ([at, bits]) => {
    const bytes = large.slice();
    bytes[at] ^= bits;
    match(refusal(bytes).code, /^MODEL_(DAMAGED|TRUNCATED)$/);
  }));
});

Deno.test("bytes after the end, swapped or doubled, are refused", () => {
  const longer = new Uint8Array(small.length + 1);
  longer.set(small);
  match(refusal(longer).message, /1 bytes follow its last tensor/);
  const swapped = small.slice();
  swapped.set(small.subarray(-8), small.length - 16);
  swapped.set(small.subarray(-16, -8), small.length - 8);
  match(refusal(swapped).message, /its bytes do not give its checksum/);
});

Deno.test("any bytes at all are refused, never read as a model", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    match(refusal(bytes).code, /^MODEL_(DAMAGED|TRUNCATED)$/);
  }));
});

Deno.test("a format version that is not known is refused as such", () => {
  for (const version of [0, 2, "1", null, undefined]) {
    const error = refusal(withHeader((header) => header.format_version = version));
    equal(error.code, "MODEL_VERSION");
    match(error.message, new RegExp(`has format version ${version}; this Faultline reads version 1$`));
  }
});

Deno.test("a header that breaks its contract is refused with the place", () => {
  const cases: [(header: Record<string, unknown>) => void, RegExp][] = [
    [(header) => header.threshold = 0.5, /its header is wrong at threshold/],
    [(header) => delete header.recipe, /its header is wrong at recipe/],
    [(header) => header.extra = 1, /its header is wrong/],
    [(header) => header.calibration = { method: "isotonic" }, /its header is wrong at calibration/],
    [
      (header) => header.calibration = { method: "platt", epsilon: 0.005, a: -1, b: 0 },
      /its header is wrong at calibration\.a/,
    ],
  ];
  for (const [change, message] of cases) {
    const error = refusal(withHeader(change));
    equal(error.code, "MODEL_DAMAGED");
    match(error.message, message);
  }
});

Deno.test("a header that is no JSON, no object or not there is refused", () => {
  match(refusal(forged({ metadata: { header: "{" } })).message, /its header is not JSON/);
  equal(refusal(forged({ metadata: { header: "null" } })).code, "MODEL_VERSION");
  const { tensors } = readSafetensors(small, "small");
  const bare = writeSafetensors(Object.fromEntries(tensors), {});
  match(refusal(bare).message, /it has no checksum/);
});

Deno.test("a tensor that is missing, of another type or of another length is refused by name", () => {
  const cases: [Record<string, Tensor | undefined>, RegExp][] = [
    [{ value: undefined }, /tensor value must be there and hold F64/],
    [{ value: new Int32Array(8) }, /tensor value must be there and hold F64/],
    [{ left_child: new Float64Array(8) }, /tensor left_child must be there and hold I32/],
    [{ tree_offsets: undefined }, /tensor tree_offsets must be there and hold I32/],
    [{ threshold: new Float64Array(7) }, /threshold must have 8 entries, as feature has, not 7/],
    [{ feature_importances: new Float64Array(3) }, /feature_importances must have 2 entries, not 3/],
  ];
  for (const [tensors, message] of cases) {
    const error = refusal(forged({ tensors }));
    equal(error.code, "MODEL_DAMAGED");
    match(error.message, message);
  }
});

Deno.test("a forged tree is refused although its checksum fits", () => {
  const error = refusal(forged({ tensors: { right_child: Int32Array.of(0, 3, -1, -1, -1, 2, -1, -1) } }));
  match(error.message, /is damaged: node 0 of tree 0 has children out of place/);
});

Deno.test("a forest of more features than the header names is refused", () => {
  const fewer: Model = smallModel();
  fewer.header.recipe.feature_names.pop();
  throws(() => decodeModel(encodeModel(fewer), "model"), { code: "MODEL_DAMAGED" });
});
