import { FaultlineError } from "../../lib/errors.ts";
import type { Env } from "./dvc_remote_spec.ts";

/** Variables whose values must not come as arguments either. */
const secretVariables = [
  "DAGSHUB_TOKEN",
  "AZURE_STORAGE_KEY",
  "AZURE_STORAGE_SAS_TOKEN",
  "AZURE_STORAGE_CONNECTION_STRING",
  "AZURE_CLIENT_SECRET",
];

const secretOption = /^--?[a-z-]*(?:token|pass|secret|key|sas|connection)/i;
const secretShape = /:\/\/[^/]*@|[?&;](?:sig|AccountKey|SharedAccessSignature)=|^[0-9a-f]{32,}$/i;

/**
 * Refuses a secret among a command's arguments, where other users of the machine and the shell's history see it. The
 * message does not repeat it.
 *
 * @throws {FaultlineError} `REMOTE_ADDRESS`.
 */
export function refuseSecrets(args: readonly string[], env: Env): void {
  const values = secretVariables.map(env).filter((value) =>
    value !== undefined && value.length >= 8
  ) as string[];
  const isSecret = (arg: string) =>
    secretOption.test(arg) || secretShape.test(arg) || values.some((value) => arg.includes(value));
  if (args.some(isSecret)) throw secretGiven("a token, key or password stands on the command line");
}

/** What is said of an argument that is, or may be, a secret. */
export function secretGiven(message: string): FaultlineError {
  return new FaultlineError("REMOTE_ADDRESS", message, {
    hint: "give a token in DAGSHUB_TOKEN, Azure's in AZURE_STORAGE_*; revoke one that a shell has seen",
  });
}
