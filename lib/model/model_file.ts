import { createHash } from "node:crypto";
import { type ModelHeader, modelHeaderSchema } from "../contracts/model_header.ts";
import { FaultlineError } from "../errors.ts";
import type { Forest } from "../forest/forest.ts";
import { checkForest } from "./check_forest.ts";
import type { Model } from "./model.ts";
import { readSafetensors, type Tensor, writeSafetensors } from "./safetensors.ts";

/** Stands where the checksum goes while it is computed. */
const noChecksum = "0".repeat(64);

/**
 * A model as a safetensors file: the forest's arrays as tensors, the header as JSON in `__metadata__.header`, and in
 * `__metadata__.checksum` the SHA-256 of the whole file as it would be with a checksum of zeros. The same model gives
 * the same bytes.
 */
export function encodeModel({ header, forest, importance }: Model): Uint8Array {
  const tensors: Record<string, Tensor> = {
    tree_offsets: forest.treeOffsets,
    feature: forest.feature,
    threshold: forest.threshold,
    left_child: forest.leftChild,
    right_child: forest.rightChild,
    value: forest.value,
    n_node_samples: forest.nodeSamples,
    feature_importances: importance,
  };
  const metadata = { checksum: noChecksum, format: "faultline", header: JSON.stringify(header) };
  const blank = writeSafetensors(tensors, metadata);
  return writeSafetensors(tensors, { ...metadata, checksum: sha256(blank) });
}

/**
 * Reads a model file. Runs no code, and checks everything before use: length, checksum, format version, header,
 * the tensors' sizes, and every tree.
 *
 * @param bytes The whole file.
 * @param name What to call it in messages.
 * @throws {FaultlineError} `MODEL_TRUNCATED`, `MODEL_DAMAGED` or `MODEL_VERSION`, with what is wrong.
 */
export function decodeModel(bytes: Uint8Array, name: string): Model {
  const { tensors, metadata } = readSafetensors(bytes, name);
  checkChecksum(bytes, metadata.checksum, name);
  const header = readHeader(metadata.header, name);
  const forest: Forest = {
    featureCount: header.recipe.feature_names.length,
    treeOffsets: ints(tensors, "tree_offsets", name),
    feature: ints(tensors, "feature", name),
    threshold: floats(tensors, "threshold", name),
    leftChild: ints(tensors, "left_child", name),
    rightChild: ints(tensors, "right_child", name),
    value: floats(tensors, "value", name),
    nodeSamples: ints(tensors, "n_node_samples", name),
  };
  const importance = floats(tensors, "feature_importances", name);
  if (importance.length !== forest.featureCount) {
    throw damaged(
      name,
      `feature_importances must have ${forest.featureCount} entries, not ${importance.length}`,
    );
  }
  const fault = checkForest(forest);
  if (fault) throw damaged(name, fault);
  return { header, forest, importance };
}

/** A model's version: the first 12 hex digits of its file's SHA-256. */
export function modelVersion(bytes: Uint8Array): string {
  return sha256(bytes).slice(0, 12);
}

/** The file's own bytes, but for a checksum of zeros, must give the checksum. */
function checkChecksum(bytes: Uint8Array, checksum: string | undefined, name: string): void {
  if (checksum === undefined || !/^[0-9a-f]{64}$/.test(checksum)) throw damaged(name, "it has no checksum");
  const text = new TextEncoder().encode(`"checksum":"${checksum}"`);
  const blank = bytes.slice();
  const at = indexOf(blank, text);
  if (at < 0) throw damaged(name, "its checksum is not where it belongs");
  blank.set(new TextEncoder().encode(`"checksum":"${noChecksum}"`), at);
  if (sha256(blank) !== checksum) throw damaged(name, "its bytes do not give its checksum");
}

function readHeader(text: string | undefined, name: string): ModelHeader {
  let header: unknown;
  try {
    header = JSON.parse(text ?? "");
  } catch {
    throw damaged(name, "its header is not JSON");
  }
  const version = (header as { format_version?: unknown } | null)?.format_version;
  if (version !== 1) {
    throw new FaultlineError(
      "MODEL_VERSION",
      `${name} has format version ${version}; this Faultline reads version 1`,
      {
        hint: "train again, or use the Faultline that wrote it",
      },
    );
  }
  const result = modelHeaderSchema.safeParse(header);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(name, `its header is wrong at ${issue.path.join(".")}: ${issue.message}`);
  }
  return result.data;
}

function ints(tensors: Map<string, Tensor>, tensor: string, name: string): Int32Array {
  const data = tensors.get(tensor);
  if (!(data instanceof Int32Array)) throw damaged(name, `tensor ${tensor} must be there and hold I32`);
  return data;
}

function floats(tensors: Map<string, Tensor>, tensor: string, name: string): Float64Array {
  const data = tensors.get(tensor);
  if (!(data instanceof Float64Array)) throw damaged(name, `tensor ${tensor} must be there and hold F64`);
  return data;
}

function damaged(name: string, what: string): FaultlineError {
  return new FaultlineError("MODEL_DAMAGED", `${name} is damaged: ${what}`, {
    hint: "copy it again from where it came, or train again",
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
