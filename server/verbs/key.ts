import { randomBytes } from "node:crypto";
import { makeKey } from "../keys.ts";

/**
 * Makes an API key of 256 random bits and prints it, once, with its entry for `API_KEYS`, which holds no more than the
 * key's SHA-256.
 *
 * @param scopes Scopes joined by `+`.
 */
export function showNewKey(name: string, scopes: string): number {
  const { key, entry } = makeKey(name, scopes.split("+"), randomBytes(32));
  console.log(`key    ${key}\nentry  ${entry}`);
  console.error(
    "Hand the key to its caller: it is not kept. Add the entry to API_KEYS, or to the file that API_KEYS_FILE names.",
  );
  return 0;
}
