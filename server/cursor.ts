import { Buffer } from "node:buffer";
import { Problem } from "./problem.ts";

/** What a cursor looks like: the 16 bytes of an id in base64url. Every such text is one. */
export const cursorPattern = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/**
 * The cursor of the page behind a prediction.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
 * equal(cursorOf(id), "AX8i4nmwfMOYxNwMDAc5jw");
 * equal(idOfCursor(cursorOf(id)), id);
 * ```
 */
export function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

/** The id that a cursor stands for. @throws {Problem} `CURSOR_INVALID` for anything that is no cursor. */
export function idOfCursor(cursor: string): string {
  if (!cursorPattern.test(cursor)) {
    throw new Problem("CURSOR_INVALID", "cursor must be the next_cursor of a page before, or left out");
  }
  const hex = Buffer.from(cursor, "base64url").toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
