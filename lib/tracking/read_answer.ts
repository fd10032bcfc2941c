import type { z } from "zod";
import { FaultlineError } from "../errors.ts";

/**
 * Takes an answer as what the protocol says it is.
 *
 * @param call What was called, for the message.
 * @throws {FaultlineError} `TRACKING_REFUSED` when it is something else: another server, or a version not known here.
 */
export function readAnswer<T extends z.ZodType>(schema: T, answer: unknown, call: string): z.infer<T> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new FaultlineError(
    "TRACKING_REFUSED",
    `the tracking server's answer to ${call} is not MLflow's: ${issue.path.join(".")} ${issue.message}`,
    { hint: "is MLFLOW_TRACKING_URI the address of an MLflow server?" },
  );
}
