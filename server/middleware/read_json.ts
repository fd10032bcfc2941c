import { Problem } from "../problem.ts";

/** How deep arrays and objects may stand in each other. `JSON.parse` itself takes a million levels. */
export const deepestJson = 16;

/**
 * Parses a JSON text (RFC 8259) that somebody else wrote.
 *
 * An object that names a member twice is refused: programs differ in which of the two they take, so nobody could say
 * what was meant. A member called `__proto__` or `constructor` comes out as an own member, as `JSON.parse` makes it,
 * and is refused like any unknown one by a strict schema.
 *
 * @throws {Problem} `JSON_MALFORMED` with the position where it is known, `JSON_TOO_DEEP` beyond 16 levels.
 *
 * @example
 * ```ts
 * import { deepEqual, throws } from "node:assert/strict";
 * const bytes = (text: string) => new TextEncoder().encode(text);
 * deepEqual(parseJson(bytes('{"torque_nm": 40.5}')), { torque_nm: 40.5 });
 * throws(() => parseJson(bytes('{"torque_nm": 40.5')), /at position 18/);
 * throws(() => parseJson(bytes('{"torque_nm": 40, "torque_nm": 90}')), /twice/);
 * throws(() => parseJson(bytes("[".repeat(17) + "]".repeat(17))), /17 levels deep/);
 * ```
 */
export function parseJson(bytes: Uint8Array): unknown {
  const members = countMembers(bytes);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw new Problem("JSON_MALFORMED", malformed(error as Error), { cause: error });
  }
  if (members !== membersOf(value)) {
    throw new Problem(
      "JSON_MALFORMED",
      "the body is not JSON that means one thing: an object has a member twice",
    );
  }
  return value;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Members of all objects by their colons; brackets and colons in strings do not count. */
function countMembers(bytes: Uint8Array): number {
  let [depth, members, quoted] = [0, 0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (quoted) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x3a) members++;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > deepestJson) {
        throw new Problem(
          "JSON_TOO_DEEP",
          `the body is ${depth} levels deep or deeper; ${deepestJson} are allowed`,
        );
      }
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return members;
}

function membersOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object") members += membersOf(item);
    return members;
  }
  for (const name of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[name];
    members += typeof item === "object" ? 1 + membersOf(item) : 1;
  }
  return members;
}

/** What is wrong, without the piece of the body that V8 would quote. */
function malformed(error: Error): string {
  if (error instanceof TypeError) return "the body is not UTF-8";
  if (error.message.includes("end of JSON input")) return "the body ends before its JSON does";
  const at = error.message.match(/ at position \d+(?: \(line \d+ column \d+\))?/)?.[0];
  return `the body is not JSON${at ? `: it goes wrong${at}` : ""}`;
}
