import { Buffer } from "node:buffer";
import { FaultlineError } from "../errors.ts";

/** Where the tracking server is, and how to show who we are. */
export interface TrackingAddress {
  /** `http(s)://HOST[:PORT][/PATH]`, without credentials and without a slash at the end. */
  uri: string;
  /** Value of the `Authorization` header; null for a server that wants none. A secret. */
  authorization: string | null;
}

/**
 * The tracking server that the environment names, with MLflow's own variables: `MLFLOW_TRACKING_URI`; basic
 * authentication by `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`, or by `user:password@` in the URI; a
 * bearer token by `MLFLOW_TRACKING_TOKEN`. Username and password go before the token, both before those in the URI, as
 * in MLflow's client.
 *
 * @returns null when `MLFLOW_TRACKING_URI` is unset or empty.
 * @throws {FaultlineError} `TRACKING_ADDRESS` for a URI that is none or not HTTP's, a username without a password or the
 * reverse, and a token that no header can carry. No message shows a secret.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const environment = new Map([["MLFLOW_TRACKING_URI", "https://ann:pw@mlflow.plant.example/team/"]]);
 * deepEqual(trackingAddress((name) => environment.get(name)), {
 *   uri: "https://mlflow.plant.example/team",
 *   authorization: "Basic YW5uOnB3",
 * });
 * ```
 */
export function trackingAddress(env: (name: string) => string | undefined): TrackingAddress | null {
  const text = env("MLFLOW_TRACKING_URI")?.trim();
  if (!text) return null;
  const url = parse(text);
  const fromUri = credentialsOf(url);
  url.username = "";
  url.password = "";
  return {
    uri: `${url.origin}${url.pathname}`.replace(/\/+$/, ""),
    authorization: fromVariables(env) ?? fromUri,
  };
}

function parse(text: string): URL {
  const url = URL.parse(text);
  // What cannot be parsed may hold a password anywhere, so none of it is shown.
  if (url === null) throw wrong("MLFLOW_TRACKING_URI is not a URI");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw wrong(`MLFLOW_TRACKING_URI must begin with http:// or https://, not ${url.protocol}`);
  }
  if (url.search !== "" || url.hash !== "") throw wrong("MLFLOW_TRACKING_URI must end with its path");
  return url;
}

function credentialsOf(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  try {
    return basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  } catch {
    throw wrong("the username or password in MLFLOW_TRACKING_URI has a % that begins no escape");
  }
}

function fromVariables(env: (name: string) => string | undefined): string | null {
  const username = env("MLFLOW_TRACKING_USERNAME");
  const password = env("MLFLOW_TRACKING_PASSWORD");
  const token = env("MLFLOW_TRACKING_TOKEN");
  if (username && password) return basic(username, password);
  if (token) {
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw wrong(
        "MLFLOW_TRACKING_TOKEN must be one word of ASCII characters",
        "is there a line break in it?",
      );
    }
    return `Bearer ${token}`;
  }
  if (username) throw wrong("MLFLOW_TRACKING_USERNAME is set without MLFLOW_TRACKING_PASSWORD", "set both");
  if (password) throw wrong("MLFLOW_TRACKING_PASSWORD is set without MLFLOW_TRACKING_USERNAME", "set both");
  return null;
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function wrong(
  message: string,
  hint = "give it as https://HOST, or unset it to track nothing",
): FaultlineError {
  return new FaultlineError("TRACKING_ADDRESS", message, { hint });
}
