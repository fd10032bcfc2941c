import { FaultlineError } from "../../lib/errors.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import { bundled } from "../bundled.ts";
import { version } from "../version.ts";

/** Shows the versions of Faultline, of Deno, and of the model that would be served. */
export async function showVersion(): Promise<number> {
  console.log(`faultline ${version}\ndeno ${Deno.version.deno}`);
  try {
    const { model, version } = await loadModel(Deno.env.get("MODEL") || bundled.model);
    console.log(`model ${model.header.name} ${version}`);
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    console.log(`model none: ${error.message}`);
  }
  return 0;
}
