import { fileURLToPath } from "node:url";

/**
 * Files that the binary carries inside, and that lie in the project's folder where there is no binary. `deno task
 * compile` includes them by these paths.
 */
export const bundled = {
  /** The folder of the model that is served when no other is named. */
  model: fileURLToPath(new URL("../models/current", import.meta.url)),
  /** Every param a person may tune, with the headers that are understood. */
  params: fileURLToPath(new URL("../params.yaml", import.meta.url)),
};
