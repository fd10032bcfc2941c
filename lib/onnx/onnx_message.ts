/**
 * The messages of the ONNX format that a model of ours needs (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 * Names are the format's own, in camel case.
 */

/** Element types of a tensor (`TensorProto.DataType`). */
export const elementType = { uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;

/** Kinds of an attribute (`AttributeProto.AttributeType`). */
export const attributeType = { int: 2, tensor: 4, ints: 7, strings: 8 } as const;

/** A tensor's values, as little-endian bytes in `rawData`. */
export interface TensorMessage {
  dims: number[];
  dataType: number;
  /** Absent where a field of its own names the tensor. */
  name?: string;
  rawData: Uint8Array;
}

/** One named setting of a node, in the field that its type says. */
export interface AttributeMessage {
  name: string;
  i?: number;
  t?: TensorMessage;
  ints?: ArrayLike<number>;
  /** UTF-8. */
  strings?: Uint8Array[];
  type: number;
}

/** One step of the computation. */
export interface NodeMessage {
  input: string[];
  output: string[];
  name: string;
  opType: string;
  /** Empty for the operators of ONNX itself. */
  domain: string;
  attribute: AttributeMessage[];
}

/** An input or output: its name, element type and shape. */
export interface ValueMessage {
  name: string;
  docString?: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimParam: string }[] } } };
}

/** A whole file. */
export interface ModelMessage {
  irVersion: number;
  producerName: string;
  docString: string;
  graph: {
    node: NodeMessage[];
    name: string;
    initializer: TensorMessage[];
    input: ValueMessage[];
    output: ValueMessage[];
  };
  opsetImport: { domain: string; version: number }[];
  metadataProps: { key: string; value: string }[];
}
