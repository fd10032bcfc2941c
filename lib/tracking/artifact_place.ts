/**
 * The path below `/api/2.0/mlflow-artifacts/artifacts/` of an artifact URI that this server itself stores:
 * `mlflow-artifacts:/1/RUN/artifacts`, or the same with the server's host, or the server's own HTTP address of it.
 *
 * @param uri The server's address; a URI of another host is not this server's, so that nobody else gets our password.
 * @returns null for files that are elsewhere: `s3:`, `file:`, another server.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(artifactPlace("mlflow-artifacts:/1/ab/artifacts", "http://localhost:5000"), "1/ab/artifacts");
 * equal(artifactPlace("s3://bucket/1/ab/artifacts", "http://localhost:5000"), null);
 * ```
 */
export function artifactPlace(artifactUri: string, uri: string): string | null {
  const root = `${uri}/api/2.0/mlflow-artifacts/artifacts/`;
  if (artifactUri.startsWith(root)) return trimmed(artifactUri.slice(root.length));
  const match = /^mlflow-artifacts:(?:\/\/([^/]*))?\/(.*)$/.exec(artifactUri);
  if (match === null || (match[1] && match[1] !== new URL(uri).host)) return null;
  return trimmed(match[2]);
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
