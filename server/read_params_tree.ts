import { parse } from "yaml";
import { FaultlineError } from "../lib/errors.ts";

/**
 * What a params file holds, unchecked.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when it cannot be read; `PARAMS_INVALID` when it is not YAML.
 */
export async function readParamsTree(file: string, hint?: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `cannot read ${file}`, { cause, hint });
  }
  try {
    return parse(text) ?? {};
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw new FaultlineError("PARAMS_INVALID", `${file} is not YAML: ${reason}`, { cause });
  }
}
