import {
  type AttributeMessage,
  attributeType,
  elementType,
  type NodeMessage,
  type TensorMessage,
  type ValueMessage,
} from "./onnx_message.ts";
import { doubleScalar, doubleTensor, int64Tensor } from "./tensor_message.ts";

/** What a node is set with: a whole number, whole numbers, texts, or a tensor. */
export type Attribute = number | Int32Array | readonly string[] | TensorMessage;

/** A graph under construction. Values go by their names; each of its methods gives the name of what it adds. */
export interface Graph {
  readonly node: NodeMessage[];
  readonly initializer: TensorMessage[];
  readonly input: ValueMessage[];
  readonly output: ValueMessage[];
  /** A column that the caller feeds: one value a reading, named as in the contract. */
  addInput(name: string, type: ColumnType): string;
  /** A number that goes with every reading. */
  constant(value: number): string;
  /** Numbers in a row, to gather from. */
  table(values: readonly number[]): string;
  /** Whole numbers that an operator takes as an input, such as axes. */
  indices(values: readonly number[]): string;
  /** The result of an operator of ONNX, or of `ai.onnx.ml` where the options say so. */
  apply(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  /** Gives a value the name under which the caller finds it: one value a reading. */
  addOutput(name: string, value: string, type: ColumnType): void;
}

/** What a column of readings or answers holds. */
export type ColumnType = "string" | "double" | "bool";

/** How a node differs from a plain operator of ONNX. */
export interface NodeOptions {
  /** What a runtime calls the node when it fails there (default: its number). */
  name?: string;
  domain?: string;
  attributes?: Readonly<Record<string, Attribute>>;
}

/**
 * An empty graph.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const graph = createGraph();
 * const doubled = graph.apply("Mul", [graph.addInput("torque_nm", "double"), graph.constant(2)]);
 * graph.addOutput("doubled", doubled, "double");
 * deepEqual(graph.node.map(({ opType }) => opType), ["Mul", "Identity"]);
 * ```
 */
export function createGraph(): Graph {
  const node: NodeMessage[] = [], initializer: TensorMessage[] = [];
  const input: ValueMessage[] = [], output: ValueMessage[] = [];
  const initialize = (tensor: TensorMessage) => {
    const name = `constant_${initializer.length}`;
    initializer.push({ ...tensor, name });
    return name;
  };
  const addNode = (opType: string, inputs: readonly string[], result: string, options: NodeOptions = {}) => {
    const { name = `node_${node.length}`, domain = "", attributes = {} } = options;
    node.push({
      input: [...inputs],
      output: [result],
      name,
      opType,
      domain,
      attribute: Object.entries(attributes).map(([key, value]) => attributeMessage(key, value)),
    });
    return result;
  };
  return {
    ...{ node, initializer, input, output },
    addInput(name, type) {
      input.push(columnMessage(name, type));
      return name;
    },
    constant: (value) => initialize(doubleScalar(value)),
    table: (values) => initialize(doubleTensor(values)),
    indices: (values) => initialize(int64Tensor(values)),
    apply: (operator, inputs, options) => addNode(operator, inputs, `value_${node.length}`, options),
    addOutput(name, value, type) {
      addNode("Identity", [value], name);
      output.push(columnMessage(name, type));
    },
  };
}

/** One value a reading; how many there are is the caller's. */
function columnMessage(name: string, type: ColumnType): ValueMessage {
  return { name, type: { tensorType: { elemType: elementType[type], shape: { dim: [{ dimParam: "N" }] } } } };
}

function attributeMessage(name: string, value: Attribute): AttributeMessage {
  if (typeof value === "number") return { name, i: value, type: attributeType.int };
  if (value instanceof Int32Array) return { name, ints: value, type: attributeType.ints };
  if ("rawData" in value) return { name, t: value, type: attributeType.tensor };
  const encoder = new TextEncoder();
  return { name, strings: value.map((text) => encoder.encode(text)), type: attributeType.strings };
}
