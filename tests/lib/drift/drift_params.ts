import { parse } from "yaml";
import { type DriftParams, paramsSchema } from "../../../lib/contracts/params.ts";

const { drift } = paramsSchema.parse(
  parse(Deno.readTextFileSync(new URL("../../../params.yaml", import.meta.url))),
);

/** The drift params of params.yaml, some replaced. */
export function driftParams(changes: Partial<DriftParams> = {}): DriftParams {
  return { ...drift, ...changes };
}
