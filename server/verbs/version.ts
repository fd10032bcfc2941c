import { FaultlineError } from "../../lib/errors.ts";
import { silentLog } from "../../lib/log.ts";
import { loadChosenModel } from "../load_chosen_model.ts";
import { version } from "../version.ts";

/** Shows the versions of Faultline, of Deno, and of the model that would be served. */
export async function showVersion(): Promise<number> {
  console.log(`faultline ${version}\ndeno ${Deno.version.deno}`);
  try {
    const { model, version } = await loadChosenModel(undefined, silentLog);
    console.log(`model ${model.header.name} ${version}`);
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    console.log(`model none: ${error.message}`);
  }
  return 0;
}
