import { createHash } from "node:crypto";
import type { OperationOf } from "./run_operation.ts";

/**
 * What tells a model folder from others of the same model version, 12 hex digits: a model that is judged again has other
 * metrics beside it. `MLmodel` is left out, since it holds the time.
 */
export function modelContent({ files }: OperationOf<"model">): string {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort();
  return createHash("sha256").update(lines.join("")).digest("hex").slice(0, 12);
}
