import { deepEqual, equal } from "node:assert/strict";
import { encodeMessage } from "../../../lib/onnx/encode_message.ts";
import { createGraph } from "../../../lib/onnx/graph.ts";
import { doubleScalar, int64Tensor, uint8Tensor } from "../../../lib/onnx/tensor_message.ts";

/** The bytes of one field: its tag, its length (below 128), its content. By hand, from protobuf's description. */
const field = (number: number, content: readonly number[]) => [number << 3 | 2, content.length, ...content];
const hex = (bytes: Iterable<number>) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
const text = (value: string) => [...new TextEncoder().encode(value)];

Deno.test("every field stands under its number in onnx.proto, in the order of numbers", () => {
  const graph = createGraph();
  const column = graph.addInput("a", "double");
  const options = { name: "n", domain: "d", attributes: { i: 300, s: ["x"], l: Int32Array.of(1, -1) } };
  const value = graph.apply("Op", [column, graph.constant(1)], options);
  const { node, initializer, input } = graph;
  const bytes = encodeMessage({
    irVersion: 10,
    producerName: "p",
    docString: "é",
    graph: { node, name: "g", initializer, input, output: [] },
    opsetImport: [{ domain: "", version: 18 }],
    metadataProps: [{ key: "k", value: "v" }],
  });
  const attributes = [
    [...field(1, text("i")), 3 << 3, 0xac, 0x02, 0xa0, 0x01, 2],
    [...field(1, text("s")), ...field(9, text("x")), 0xa0, 0x01, 8],
    [...field(1, text("l")), 8 << 3, 1, 8 << 3, ...Array(9).fill(0xff), 1, 0xa0, 0x01, 7],
  ].flatMap((content) => field(5, content));
  const node0 = [
    ...[...field(1, text("a")), ...field(1, text("constant_0")), ...field(2, text(value))],
    ...[...field(3, text("n")), ...field(4, text("Op")), ...attributes, ...field(7, text("d"))],
  ];
  const constant = [1 << 4, 11, ...field(8, text("constant_0")), ...field(9, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f])];
  const shape = field(2, field(1, field(2, text("N"))));
  const input0 = [...field(1, text("a")), ...field(2, field(1, [1 << 3, 11, ...shape]))];
  const content = [...field(1, node0), ...field(2, text("g")), ...field(5, constant), ...field(11, input0)];
  const expected = [
    ...[1 << 3, 10, ...field(2, text("p")), ...field(6, text("é"))],
    ...field(7, content),
    ...field(8, [...field(1, []), 2 << 3, 18]),
    ...field(14, [...field(1, text("k")), ...field(2, text("v"))]),
  ];
  equal(hex(bytes), hex(expected));
});

Deno.test("a tensor's numbers are little-endian bytes of their type", () => {
  deepEqual(doubleScalar(-2), {
    dims: [],
    dataType: 11,
    rawData: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0xc0),
  });
  deepEqual(int64Tensor([1, -2]), {
    dims: [2],
    dataType: 7,
    rawData: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xfe, ...Array(7).fill(0xff)),
  });
  deepEqual(uint8Tensor([0, 3]), { dims: [2], dataType: 2, rawData: Uint8Array.of(0, 3) });
});
