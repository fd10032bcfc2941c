import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { readingSchema } from "../../../lib/contracts/reading.ts";
import { parseJson } from "../../../server/middleware/read_json.ts";
import { Problem, type ProblemCode } from "../../../server/problem.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function refusal(body: Uint8Array, code: ProblemCode): string {
  try {
    parseJson(body);
  } catch (error) {
    ok(error instanceof Problem, String(error));
    equal(error.code, code);
    return error.message;
  }
  throw new Error(`taken: ${new TextDecoder().decode(body)}`);
}

Deno.test("whatever JSON.stringify writes comes back", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => {
    const text = JSON.stringify(value);
    deepEqual(parseJson(bytes(text)), JSON.parse(text));
  }));
  deepEqual(
    parseJson(bytes('\uFEFF {"a:{": "\\"{[:"}\n')),
    { "a:{": '"{[:' },
    "a byte order mark is no fault",
  );
});

Deno.test("text that is no JSON is refused with its place, and nothing of it is quoted", () => {
  match(refusal(bytes('{"torque_nm": 40.5,}'), "JSON_MALFORMED"), /at position 19/);
  match(refusal(bytes('{"torque_nm": 0x10}'), "JSON_MALFORMED"), /at position 15 \(line 1 column 16\)/);
  match(refusal(bytes("[1]\n[2]"), "JSON_MALFORMED"), /at position 4 \(line 2 column 1\)/);
  match(refusal(bytes(""), "JSON_MALFORMED"), /ends before/);
  for (
    const text of [
      "NaN",
      "{'a':1}",
      "<secret>",
      "\0",
      '"\n"',
      "01",
      "[1,]",
      '{"a" 1}',
      "]",
      "}{",
      '"\\x"',
      '"',
    ]
  ) {
    ok(!refusal(bytes(text), "JSON_MALFORMED").includes("secret"));
  }
});

Deno.test("bytes that are no UTF-8 are refused, in names and in values", () => {
  for (const hostile of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
    const body = Uint8Array.of(...bytes('{"a":"'), ...hostile, ...bytes('"}'));
    match(refusal(body, "JSON_MALFORMED"), /not UTF-8/);
  }
});

Deno.test("sixteen levels are taken and seventeen are not, before anything is parsed", () => {
  const nested = (open: string, close: string, levels: number) =>
    bytes(open.repeat(levels) + (close === "}" ? "1" : "") + close.repeat(levels));
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]]) {
    parseJson(nested(open, close, 16));
    match(refusal(nested(open, close, 17), "JSON_TOO_DEEP"), /17 levels deep or deeper; 16 are allowed/);
    refusal(nested(open, close, 1_000_000 / open.length), "JSON_TOO_DEEP");
  }
  refusal(bytes("[".repeat(17)), "JSON_TOO_DEEP");
  deepEqual(parseJson(bytes(`["${"[{".repeat(100)}\\\\", "\\"${"[".repeat(50)}"]`)), [
    "[{".repeat(100) + "\\",
    '"' + "[".repeat(50),
  ]);
});

Deno.test("JSON.parse itself takes any depth: why levels are counted here", () => {
  JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
});

Deno.test("an object with a member twice is refused, however deep and however it is written", () => {
  for (const text of ['{"a":1,"a":2}', '[{"b":{"a":1,"\\u0061":1}}]', '{"__proto__":1,"__proto__":1}']) {
    match(refusal(bytes(text), "JSON_MALFORMED"), /a member twice/);
  }
  parseJson(bytes('[{"a":1},{"a":2},{"b":{"a":1},"a":1}]'));
});

Deno.test("a member called __proto__ or constructor is an own one, and a strict schema refuses it", () => {
  const reading = '"machine_id":"M","type":"L","air_temperature_k":300,"process_temperature_k":310,' +
    '"rotational_speed_rpm":1500,"torque_nm":40,"tool_wear_min":0';
  readingSchema.parse(parseJson(bytes(`{${reading}}`)));
  for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    const value = parseJson(bytes(`{${reading},"${name}":{"polluted":true}}`)) as Record<string, unknown>;
    ok(Object.hasOwn(value, name));
    equal(Object.getPrototypeOf(value), Object.prototype);
    throws(() => readingSchema.parse(value), new RegExp(name));
  }
  equal(({} as Record<string, unknown>).polluted, undefined);
});
