import { normalize } from "node:path";
import { FaultlineError } from "../../lib/errors.ts";
import type { DvcRemoteSpec } from "./dvc_remote_spec.ts";

/**
 * A folder of this machine or of a network drive; DVC makes it with the first push.
 *
 * @param path Relative to the project's folder, or absolute.
 * @throws {FaultlineError} `REMOTE_ADDRESS`.
 */
export function folderRemote(path: string): DvcRemoteSpec {
  if (path.trim() === "" || /^\w+:/.test(path)) {
    throw fault(`a folder must be a path, current value: ${path}`);
  }
  const place = normalize(path);
  if (/^\.(?:$|\/)|^\.(?:dvc|git)(?:\/|$)/.test(place)) {
    throw fault(`${path} is the project's own folder, or one that DVC or Git keeps house in`);
  }
  const info = statOf(path);
  if (info && !info.isDirectory) throw fault(`${path} is not a folder`);
  return { url: path, committed: {}, secret: {}, credentials: "none: whoever can write there" };
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fault(`${path} cannot be entered: ${(error as Error).message}`);
  }
}

function fault(message: string): FaultlineError {
  return new FaultlineError("REMOTE_ADDRESS", message, {
    hint: "e.g. ../dvc-store, or a drive that others mount too",
  });
}
