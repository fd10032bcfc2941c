import { deepEqual, equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { readSafetensors, type Tensor, writeSafetensors } from "../../../lib/model/safetensors.ts";

/** A file with this header, and so many zeros after it. */
function fileOf(header: unknown, zeros = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + zeros);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f64 = (length: number, from = 0) => ({
  dtype: "F64",
  shape: [length],
  data_offsets: [from, from + 8 * length],
});

Deno.test("tensors and metadata come back as they were, whatever they hold", () => {
  const tensor = fc.oneof(
    fc.float64Array({ maxLength: 9, noNaN: true }),
    fc.int32Array({ maxLength: 9 }),
  ) as fc.Arbitrary<Tensor>;
  const name = fc.string({ maxLength: 6 }).filter((name) => name !== "__metadata__" && name !== "__proto__");
  const text = fc.string({ unit: "binary", maxLength: 12 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.dictionary(name, tensor), fc.dictionary(name, text), (tensors, metadata) => {
      const read = readSafetensors(writeSafetensors(tensors, metadata), "file");
      deepEqual(Object.fromEntries(read.tensors), { ...tensors });
      deepEqual({ ...read.metadata }, { ...metadata });
    }),
  );
});

Deno.test("the layout is the published one: length, JSON, spaces to a multiple of 8, data", () => {
  const bytes = writeSafetensors({ a: Int32Array.of(1), b: Float64Array.of(0.5) }, { k: "v" });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  equal(length % 8, 0);
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  deepEqual(JSON.parse(text), {
    __metadata__: { k: "v" },
    b: { dtype: "F64", shape: [1], data_offsets: [0, 8] },
    a: { dtype: "I32", shape: [1], data_offsets: [8, 12] },
  });
  equal(bytes.length, 8 + length + 12);
});

const refused: [string, Uint8Array, RegExp][] = [
  ["text", new TextEncoder().encode("reading_id,machine_id,type\n"), /over 100 MB long/],
  ["a header of 2^63 bytes", new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128, 123]), /over 100 MB long/],
  ["a header that is no JSON", fileOf("{"), /does not begin with a safetensors header/],
  ["a header that is no UTF-8", fileOf({}).fill(0xff, 8), /does not begin with a safetensors header/],
  ["a header that is a list", fileOf([]), /header is wrong at its top/],
  ["metadata of numbers", fileOf({ __metadata__: { a: 1 } }), /header is wrong at __metadata__\.a/],
  ["a type it does not know", fileOf({ a: { ...f64(1), dtype: "F16" } }, 8), /header is wrong at a\.dtype/],
  ["two dimensions", fileOf({ a: { ...f64(1), shape: [1, 1] } }, 8), /header is wrong at a\.shape/],
  [
    "a negative offset",
    fileOf({ a: { ...f64(1), data_offsets: [-8, 0] } }, 8),
    /header is wrong at a\.data_off/,
  ],
  ["a gap before a tensor", fileOf({ a: f64(1, 8) }, 16), /tensor a does not follow the one before it/],
  [
    "two tensors in one place",
    fileOf({ a: f64(1), b: f64(1) }, 16),
    /tensor b does not follow the one before it/,
  ],
  [
    "a tensor larger than its shape",
    fileOf({ a: { ...f64(1), shape: [2] } }, 8),
    /has not the size of its shape/,
  ],
  ["bytes at its end", fileOf({ a: f64(1) }, 9), /1 bytes follow its last tensor/],
];

for (const [name, bytes, message] of refused) {
  Deno.test(`a file with ${name} is refused`, () => {
    throws(() => readSafetensors(bytes, "file"), { code: "MODEL_DAMAGED", message });
  });
}

Deno.test("a file shorter than it says is refused as cut short", () => {
  for (const bytes of [fileOf({ a: f64(1) }, 7), fileOf({}).subarray(0, 9), new Uint8Array(7)]) {
    throws(() => readSafetensors(bytes, "file"), { code: "MODEL_TRUNCATED", message: /^file is cut short/ });
  }
});
