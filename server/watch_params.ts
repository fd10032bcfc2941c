import { type DriftParams, type MonitorParams, paramsSchema } from "../lib/contracts/params.ts";
import { FaultlineError } from "../lib/errors.ts";
import { readParamsTree } from "./read_params_tree.ts";

const watchSchema = paramsSchema.pick({ drift: true, monitor: true });

/**
 * How predictions are watched, from a params file.
 *
 * @throws {FaultlineError} `PARAMS_INVALID` naming the param; as `readParamsTree`.
 */
export async function readWatchParams(file: string): Promise<{ drift: DriftParams; monitor: MonitorParams }> {
  const { drift, monitor } = await readParamsTree(file);
  const result = watchSchema.safeParse({ drift, monitor });
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new FaultlineError("PARAMS_INVALID", `${path.join(".")} in ${file} is wrong: ${message}`);
}
