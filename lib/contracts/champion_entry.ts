import { z } from "zod";

/** One line of a registered model's history: which version became champion, and why. */
export const championEntrySchema = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** The registry's number of the version. */
  version: z.string(),
  /** The first 12 hex digits of the model file's SHA-256. */
  model_version: z.string(),
  /** The version that was champion before; null for the first. */
  previous: z.string().nullable(),
  why: z.string(),
});
export type ChampionEntry = z.infer<typeof championEntrySchema>;
