import type { z } from "zod";
import { FaultlineError } from "../lib/errors.ts";

/** Reads a JSON file that an earlier stage wrote, and checks it against its contract. */
export async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  stage: string,
): Promise<z.infer<Schema>> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no ${path}`, {
      cause,
      hint: `run deno task ${stage} first`,
    });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new FaultlineError("INPUT_DAMAGED", `${path} is not as deno task ${stage} wrote it`, {
      cause,
      hint: `run deno task ${stage} again`,
    });
  }
}

/** A contract's object as JSON for people and programs: two spaces, a newline at the end. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
