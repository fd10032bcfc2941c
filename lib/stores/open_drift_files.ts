import { type DriftFile, openDriftFile } from "./drift_file.ts";

/** The two files that are compared. */
export interface DriftFilesOptions {
  reference: string;
  current: string;
  /** Only these columns (default: all). */
  columns?: readonly string[];
  /** Told how much of both files has been read, in [0, 1]. */
  onProgress?: (share: number) => void;
}

/**
 * Opens two files, CSV or Arrow, as the sides of a comparison. A column that holds a text in either of them is one of
 * texts in both.
 *
 * @throws {FaultlineError} As `openDriftFile`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const [reference, current] = [Deno.makeTempFileSync(), Deno.makeTempFileSync()];
 * Deno.writeTextFileSync(reference, "line\n1\n1.0\n");
 * Deno.writeTextFileSync(current, "line\n1\ntwo\n");
 * const files = await openDriftFiles({ reference, current });
 * equal(files.reference.content("line").texts().counts.get("1.0"), 1);
 * for (const path of [reference, current]) Deno.removeSync(path);
 * ```
 */
export async function openDriftFiles(
  { columns, onProgress = () => {}, ...paths }: DriftFilesOptions,
): Promise<{ reference: DriftFile; current: DriftFile }> {
  const reference = await openDriftFile(paths.reference, {
    columns,
    onProgress: (share) => onProgress(share / 2),
  });
  const current = await openDriftFile(paths.current, {
    columns,
    onProgress: (share) => onProgress((1 + share) / 2),
  });
  const others = new Set(current.names);
  const texts = (columns ?? reference.names).filter((name) =>
    reference.names.includes(name) && others.has(name) &&
    (reference.holdsText(name) || current.holdsText(name))
  );
  await reference.countTexts(texts);
  await current.countTexts(texts);
  return { reference, current };
}
