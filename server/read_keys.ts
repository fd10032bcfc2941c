import { FaultlineError } from "../lib/errors.ts";
import type { Config } from "./config.ts";
import { createKeyRing, type KeyRing } from "./keys.ts";

/**
 * The keys in `API_KEYS`, or in the file that `API_KEYS_FILE` names.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` for a file that cannot be read, and as `createKeyRing`.
 */
export async function readKeys(from: NonNullable<Config["keys"]>): Promise<KeyRing> {
  if ("text" in from) return createKeyRing(from.text);
  let text: string;
  try {
    text = await Deno.readTextFile(from.file);
  } catch (cause) {
    throw new FaultlineError(
      "CONFIG_INVALID",
      `API_KEYS_FILE must name a file that can be read, current value: ${from.file}`,
      { cause },
    );
  }
  return createKeyRing(text, from.file);
}
