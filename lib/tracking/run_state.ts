import { z } from "zod";
import { writeFileAtomic } from "../table/atomic_file.ts";

const runStateSchema = z.object({
  /** The server that all else is about. */
  uri: z.string(),
  experiment_id: z.string(),
  /** MLflow's id of the run. */
  run_id: z.string(),
  artifact_uri: z.string(),
  /** All of the journal before here is sent, bytes. */
  sent: z.int(),
  /** Operations after that which are sent too, by where they begin. */
  done: z.array(z.int()),
  /** Whether the server takes artifacts; `unknown` before the first. */
  artifacts: z.enum(["unknown", "stored", "off"]),
  /** Where registered versions can be made from, by model version. */
  models: z.record(
    z.string(),
    z.object({ source: z.string(), model_id: z.string().nullable(), content: z.string() }),
  ),
});

/** How far a run is sent. */
export type RunState = z.infer<typeof runStateSchema>;

/** Reads the state; null when there is none, it is damaged, or about another server: all is then sent from the start. */
export function readRunState(path: string, uri?: string): RunState | null {
  try {
    const state = runStateSchema.parse(JSON.parse(Deno.readTextFileSync(path)));
    return uri === undefined || state.uri === uri ? state : null;
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound || error instanceof SyntaxError || error instanceof z.ZodError
    ) {
      return null;
    }
    throw error;
  }
}

/** Writes the state, whole or not at all. */
export function writeRunState(path: string, state: RunState): void {
  writeFileAtomic(path, JSON.stringify(state, null, 2) + "\n");
}
