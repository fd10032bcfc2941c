import { type ColumnKind, machineTypes } from "../contracts/reading.ts";
import { lastDay } from "./last_day.ts";

/** What a cell of each kind must be, as a message puts it. */
export const cellRules: Readonly<Record<ColumnKind, string>> = {
  identifier: "must have 1 to 200 characters",
  category: `must be one of ${machineTypes.join(", ")}`,
  number: "must be a finite decimal number",
  flag: "must be 0 or 1",
  time: "must be a time such as 2026-01-31T12:00:00Z",
};

/** The longest identifier, in UTF-16 code units. */
export const longestIdentifier = 200;

/**
 * The one text that stands for a cell's value, or undefined where the cell breaks the rule of its kind. Spaces at
 * its ends do not count. Numbers become the shortest text that reads back to the same double; flags 0 or 1, also
 * from true, false and 0.0, 1.0; times `YYYY-MM-DDTHH:MM:SS.mmmZ`, where a time without an offset is taken as UTC,
 * so that their order as text is their order in time.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(canonicalCell("number", "42.80"), "42.8");
 * equal(canonicalCell("number", "0x2a"), undefined);
 * equal(canonicalCell("flag", "True"), "1");
 * equal(canonicalCell("time", "2026-01-31 13:00:00+01:00"), "2026-01-31T12:00:00.000Z");
 * ```
 */
export function canonicalCell(kind: ColumnKind, cell: string): string | undefined {
  switch (kind) {
    case "number":
      return isCanonicalNumber(cell) ? cell : canonicalNumber(cell.trim());
    case "flag":
      return cell === "0" || cell === "1" ? cell : flags[cell.trim()];
    case "category": {
      const text = cell.trim();
      return (machineTypes as readonly string[]).includes(text) ? text : undefined;
    }
    case "time":
      return plainTime(cell) ?? canonicalTime(cell.trim());
    case "identifier": {
      const text = cell.trim();
      return text.length > 0 && text.length <= longestIdentifier ? text : undefined;
    }
  }
}

const flags: Readonly<Record<string, string | undefined>> = {
  __proto__: null as never,
  ...{ "0": "0", "0.0": "0", "false": "0", "False": "0", "FALSE": "0" },
  ...{ "1": "1", "1.0": "1", "true": "1", "True": "1", "TRUE": "1" },
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function canonicalNumber(text: string): string | undefined {
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? String(value) : undefined;
}

const zero = 48;
const nine = 57;

/**
 * Whether a text is surely the shortest of its number. Two decimals of up to 15 digits are two doubles, so a
 * plain decimal of that length with no needless zeros needs no parsing. Anything else takes the slow way.
 */
function isCanonicalNumber(text: string): boolean {
  const length = text.length;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length === at || length > 15) return false;
  const first = text.charCodeAt(at);
  const whole = at;
  while (at < length && text.charCodeAt(at) >= zero && text.charCodeAt(at) <= nine) at++;
  if (at === whole || (first === zero && at > whole + 1)) return false;
  // "-0" is written 0, and below 1e-6 numbers are written with an exponent.
  if (at === length) return first !== zero || whole === 0;
  if (text.charCodeAt(at++) !== 46 || at === length) return false;
  if (first === zero && length - at > 6) return false;
  while (at < length && text.charCodeAt(at) >= zero && text.charCodeAt(at) <= nine) at++;
  return at === length && text.charCodeAt(length - 1) !== zero;
}

/**
 * The canonical text of a time that is written `YYYY-MM-DDTHH:MM:SS`, with Z or without, with milliseconds or
 * without; undefined sends any other the slow way.
 */
function plainTime(text: string): string | undefined {
  const length = text.length;
  const hasMillis = length === 24;
  if (!hasMillis && length !== 20 && length !== 19) return undefined;
  if (length !== 19 && text.charCodeAt(length - 1) !== 90) return undefined;
  const separator = text.charCodeAt(10);
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || (separator !== 84 && separator !== 32)) {
    return undefined;
  }
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const century = twoDigits(text, 0);
  const yearOfIt = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(century >= 0 && yearOfIt >= 0 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  if (day > 28 && day > lastDay(century * 100 + yearOfIt, month)) return undefined;
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const hour = twoDigits(text, 11);
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) {
    return undefined;
  }
  if (hasMillis) {
    if (text.charCodeAt(19) !== 46 || !(twoDigits(text, 20) >= 0 && twoDigits(text, 21) >= 0)) {
      return undefined;
    }
    if (separator === 84) return text;
  }
  return `${text.slice(0, 10)}T${text.slice(11, 19)}${hasMillis ? text.slice(19) : ".000Z"}`;
}

/** The number that two digits of a text make, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

const time =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

function canonicalTime(text: string): string | undefined {
  const parts = time.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((part) => Number(parts[part] ?? 0));
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day that its month does not have rolls over into the next.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = (parts[8] === "-" ? 1 : -1) * (offsetHours * 60 + offsetMinutes);
  date.setUTCHours(hour, minute + offset, second, Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const iso = date.toISOString();
  return iso.length === 24 ? iso : undefined;
}
