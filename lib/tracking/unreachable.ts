import { FaultlineError } from "../errors.ts";
import type { Refusal } from "./refusal.ts";

/** The error for a server of which no attempt got an answer that says anything. */
export function unreachable(
  uri: string,
  last: { why: string; refusal?: Refusal },
  attempts: number,
): FaultlineError {
  const times = attempts === 1 ? "once" : `${attempts} times`;
  return new FaultlineError(
    "TRACKING_UNREACHABLE",
    `the tracking server ${uri} cannot be reached (tried ${times}): ${last.why}`,
    {
      cause: last.refusal,
      hint: "check MLFLOW_TRACKING_URI and that the server runs; deno task track:replay sends what waits",
    },
  );
}
