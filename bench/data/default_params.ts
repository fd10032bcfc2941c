import { join } from "node:path";
import type { Params } from "../../lib/contracts/params.ts";
import { readParams } from "../../pipeline/params.ts";

/** The project's params.yaml. */
export function defaultParams(): Params {
  const file = join(import.meta.dirname!, "../../params.yaml");
  return readParams({ base: { file, text: Deno.readTextFileSync(file) } });
}
