import protobuf from "protobufjs";
import type { ModelMessage } from "./onnx_message.ts";

/** Field numbers and types of the messages in onnx_message.ts, as the format has them. */
const schema = `
  syntax = "proto2";
  message Model {
    optional int64 ir_version = 1;
    optional string producer_name = 2;
    optional string doc_string = 6;
    optional Graph graph = 7;
    repeated OperatorSetId opset_import = 8;
    repeated StringStringEntry metadata_props = 14;
  }
  message OperatorSetId { optional string domain = 1; optional int64 version = 2; }
  message StringStringEntry { optional string key = 1; optional string value = 2; }
  message Graph {
    repeated Node node = 1;
    optional string name = 2;
    repeated Tensor initializer = 5;
    repeated ValueInfo input = 11;
    repeated ValueInfo output = 12;
  }
  message Node {
    repeated string input = 1;
    repeated string output = 2;
    optional string name = 3;
    optional string op_type = 4;
    repeated Attribute attribute = 5;
    optional string domain = 7;
  }
  message Attribute {
    optional string name = 1;
    optional int64 i = 3;
    optional Tensor t = 5;
    repeated int64 ints = 8;
    repeated bytes strings = 9;
    optional int32 type = 20;
  }
  message Tensor {
    repeated int64 dims = 1;
    optional int32 data_type = 2;
    optional string name = 8;
    optional bytes raw_data = 9;
  }
  message ValueInfo { optional string name = 1; optional Type type = 2; optional string doc_string = 3; }
  message Type {
    message OfTensor { optional int32 elem_type = 1; optional Shape shape = 2; }
    optional OfTensor tensor_type = 1;
  }
  message Shape {
    message Dimension { optional string dim_param = 2; }
    repeated Dimension dim = 1;
  }
`;

/**
 * The bytes of an ONNX file. The same message gives the same bytes: fields are written by number, lists in order.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const graph = { node: [], name: "empty", initializer: [], input: [], output: [] };
 * const bytes = encodeMessage({
 *   ...{ irVersion: 10, producerName: "example", docString: "", graph, opsetImport: [], metadataProps: [] },
 * });
 * equal(bytes[1], 10); // field 1, the version of the format
 * ```
 */
export function encodeMessage(message: ModelMessage): Uint8Array {
  const model = protobuf.parse(schema).root.lookupType("Model");
  // Node's buffers are a kind of Uint8Array that compares as another.
  return new Uint8Array(model.encode(message as unknown as Record<string, unknown>).finish());
}
