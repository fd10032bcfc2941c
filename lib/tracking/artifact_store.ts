import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { artifactPlace } from "./artifact_place.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { isWithoutArtifacts } from "./refusal.ts";

/** Puts a file into a folder of artifacts; answers false when this server takes none from here. */
export type PutArtifact = (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>;

/**
 * How files get to an artifact URI: through the server; into a folder of this machine, when the server runs here and
 * keeps its artifacts in one that this process may write; or not at all.
 */
export function artifactStore(http: MlflowHttp, artifactUri: string): PutArtifact {
  const place = artifactPlace(artifactUri, http.uri);
  if (place !== null) return (path, bytes) => putThrough(http, `${place}/${path}`, bytes);
  const folder = isLoopback(http.uri) ? localFolder(artifactUri) : undefined;
  if (folder === undefined) return () => Promise.resolve(false);
  return (path, bytes) => putHere(folder, path, bytes);
}

async function putThrough(http: MlflowHttp, path: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await http.putArtifact(path, bytes);
    return true;
  } catch (error) {
    if (isWithoutArtifacts(error)) return false;
    throw error;
  }
}

async function putHere(folder: string, path: string, bytes: Uint8Array): Promise<boolean> {
  // A permission that is not there would be asked for at a terminal.
  if (Deno.permissions.querySync({ name: "write", path: folder }).state !== "granted") return false;
  try {
    const target = join(folder, path);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.writeFile(target, bytes);
    return true;
  } catch {
    return false;
  }
}

function localFolder(artifactUri: string): string | undefined {
  if (artifactUri.startsWith("file:///")) return fileURLToPath(artifactUri);
  return artifactUri.startsWith("/") ? artifactUri : undefined;
}

function isLoopback(uri: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(uri).hostname);
}
