import { FaultlineError } from "../../lib/errors.ts";
import type { DvcRemoteSpec, Env } from "./dvc_remote_spec.ts";

/**
 * The DVC storage of a Dagshub repository. Reading `auth` from `.dvc/config.local` alone leaves a public repository
 * open to those who have no token.
 *
 * @param address `OWNER/REPO`.
 * @param env Gives `DAGSHUB_TOKEN`, `DAGSHUB_USER` (default: the token) and `DAGSHUB_CLIENT_HOST` (default:
 * https://dagshub.com).
 * @throws {FaultlineError} `REMOTE_ADDRESS`.
 */
export function dagshubRemote(address: string, env: Env): DvcRemoteSpec {
  const host = dagshubHost(env("DAGSHUB_CLIENT_HOST"));
  if (!/^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(address) || /\.(?:git|dvc|mlflow|s3)$/.test(address)) {
    throw new FaultlineError(
      "REMOTE_ADDRESS",
      `a Dagshub address must be OWNER/REPO, current value: ${address}`,
      {
        hint: `a repository at ${host}/me/plant is me/plant`,
      },
    );
  }
  const token = printable("DAGSHUB_TOKEN", env);
  if (token === undefined) {
    throw new FaultlineError("REMOTE_ADDRESS", "there is no token in DAGSHUB_TOKEN", {
      hint: `make one at ${host}/user/settings/tokens and put it in the environment`,
    });
  }
  return {
    url: `${host}/${address}.dvc`,
    committed: {},
    secret: { auth: "basic", user: printable("DAGSHUB_USER", env) ?? token, password: token },
    credentials: "user and token in .dvc/config.local: for you alone, ignored by Git",
  };
}

function dagshubHost(text = "https://dagshub.com"): string {
  const url = URL.parse(text);
  const isLoopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback)) return url.origin;
  throw new FaultlineError("REMOTE_ADDRESS", "DAGSHUB_CLIENT_HOST must be an https address", {
    hint: "e.g. https://dagshub.example; leave it unset for dagshub.com",
  });
}

function printable(name: string, env: Env): string | undefined {
  const value = env(name);
  if (!value) return undefined;
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new FaultlineError("REMOTE_ADDRESS", `${name} holds a blank, a line break or a letter past ASCII`, {
    hint: "set it to the bare value, without quotes or a newline round it",
  });
}
