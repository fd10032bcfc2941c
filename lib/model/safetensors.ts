import { z } from "zod";
import { FaultlineError } from "../errors.ts";

/** A flat tensor of one dimension: F64 or I32. */
export type Tensor = Float64Array | Int32Array;

/** What a safetensors file holds. */
export interface Safetensors {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

const tensorSchema = z.strictObject({
  dtype: z.enum(["F64", "I32"]),
  shape: z.tuple([z.int().min(0)]),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).default({}) }).catchall(
  tensorSchema,
);

/** A header of more than this many bytes is refused, as the format's own reader does. */
const longestHeader = 100_000_000;

/**
 * Writes the safetensors format (https://github.com/huggingface/safetensors): the header's length in 8 little-endian
 * bytes, the header as JSON padded with spaces to a multiple of 8, the tensors' bytes without gaps. F64 comes before
 * I32, so that every tensor lies at a multiple of its element's size.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const bytes = writeSafetensors({ value: Float64Array.of(0.5) }, { format: "example" });
 * deepEqual(readSafetensors(bytes, "example").tensors.get("value"), Float64Array.of(0.5));
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = Object.entries(tensors).sort(([, a], [, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let size = 0;
  for (const [name, data] of entries) {
    header[name] = {
      dtype: data instanceof Float64Array ? "F64" : "I32",
      shape: [data.length],
      data_offsets: [size, size + data.byteLength],
    };
    size += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const [, data] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of flat F64 and I32 tensors, which must fill it without gap or overlap.
 *
 * @param name What to call it in messages.
 * @throws {FaultlineError} `MODEL_TRUNCATED` when it is shorter than it says, `MODEL_DAMAGED` for anything else.
 */
export function readSafetensors(bytes: Uint8Array, name: string): Safetensors {
  if (bytes.length < 8) throw truncated(name, bytes.length, 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > longestHeader) throw damaged(name, "it says that its header is over 100 MB long");
  const start = 8 + headerLength;
  if (bytes.length < start) throw truncated(name, bytes.length, start);
  const { __metadata__: metadata, ...described } = readHeader(bytes.subarray(8, start), name);
  const tensors = new Map<string, Tensor>();
  let end = start;
  const inOrder = Object.entries(described).sort(([, a], [, b]) =>
    a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
  );
  for (const [tensor, { dtype, shape: [length], data_offsets: [from, to] }] of inOrder) {
    const width = dtype === "F64" ? 8 : 4;
    if (start + from !== end) throw damaged(name, `tensor ${tensor} does not follow the one before it`);
    if (to - from !== length * width) throw damaged(name, `tensor ${tensor} has not the size of its shape`);
    if (bytes.length < start + to) throw truncated(name, bytes.length, start + to);
    // A copy lies at a multiple of the element's size wherever the file's bytes lie.
    const copy = bytes.slice(start + from, start + to).buffer;
    tensors.set(tensor, dtype === "F64" ? new Float64Array(copy) : new Int32Array(copy));
    end = start + to;
  }
  if (bytes.length > end) throw damaged(name, `${bytes.length - end} bytes follow its last tensor`);
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array, name: string): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged(name, "it does not begin with a safetensors header");
  }
  const result = headerSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(
      name,
      `its safetensors header is wrong at ${issue.path.join(".") || "its top"}: ${issue.message}`,
    );
  }
  return result.data;
}

function truncated(name: string, is: number, should: number): FaultlineError {
  return new FaultlineError(
    "MODEL_TRUNCATED",
    `${name} is cut short: ${is} bytes where at least ${should} belong`,
    {
      hint: "copy it again from where it came, or train again",
    },
  );
}

function damaged(name: string, what: string): FaultlineError {
  return new FaultlineError("MODEL_DAMAGED", `${name} is damaged: ${what}`, {
    hint: "copy it again from where it came, or train again",
  });
}
