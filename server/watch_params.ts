import { parse } from "yaml";
import { type DriftParams, type MonitorParams, paramsSchema } from "../lib/contracts/params.ts";
import { FaultlineError } from "../lib/errors.ts";

const watchSchema = paramsSchema.pick({ drift: true, monitor: true });

/**
 * How predictions are watched, from a params file.
 *
 * @throws {FaultlineError} `PARAMS_INVALID` naming the param; `INPUT_NOT_FOUND` when there is no such file.
 */
export async function readWatchParams(file: string): Promise<{ drift: DriftParams; monitor: MonitorParams }> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `cannot read ${file}`, { cause });
  }
  const { drift, monitor } = treeOf(file, text);
  const result = watchSchema.safeParse({ drift, monitor });
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new FaultlineError("PARAMS_INVALID", `${path.join(".")} in ${file} is wrong: ${message}`);
}

function treeOf(file: string, text: string): { drift?: unknown; monitor?: unknown } {
  try {
    return parse(text) ?? {};
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw new FaultlineError("PARAMS_INVALID", `${file} is not YAML: ${reason}`, { cause });
  }
}
