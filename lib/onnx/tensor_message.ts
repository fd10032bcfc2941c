import { elementType, type TensorMessage } from "./onnx_message.ts";

/**
 * Float64 values as a tensor of one dimension, bit for bit.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(doubleTensor([1]).rawData, Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x3f));
 * ```
 */
export function doubleTensor(values: ArrayLike<number>): TensorMessage {
  const rawData = new Uint8Array(8 * values.length);
  const view = new DataView(rawData.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i], true);
  return { dims: [values.length], dataType: elementType.double, rawData };
}

/** One float64 as a tensor without dimensions, which goes with columns of any length. */
export function doubleScalar(value: number): TensorMessage {
  return { ...doubleTensor([value]), dims: [] };
}

/** Whole numbers as a tensor of one dimension. */
export function int64Tensor(values: ArrayLike<number>): TensorMessage {
  const rawData = new Uint8Array(8 * values.length);
  const view = new DataView(rawData.buffer);
  for (let i = 0; i < values.length; i++) view.setBigInt64(8 * i, BigInt(values[i]), true);
  return { dims: [values.length], dataType: elementType.int64, rawData };
}

/** Whole numbers of 0 to 255 as a tensor of one dimension. */
export function uint8Tensor(values: ArrayLike<number>): TensorMessage {
  return { dims: [values.length], dataType: elementType.uint8, rawData: Uint8Array.from(values) };
}
