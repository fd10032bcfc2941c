import { createHash } from "node:crypto";
import { join } from "node:path";
import { scoreNames } from "../contracts/metrics.ts";
import { FaultlineError } from "../errors.ts";
import { modelFolderFiles } from "../model/model_folder_files.ts";
import type { Candidate } from "./load_candidate.ts";

/**
 * What a registered version says of itself: the model's own version, its threshold, the hash of its data, when the
 * latest of its training rows was measured, the held-out scores under the names of metrics.json, and the SHA-256 of
 * each of its files, by which whoever pulls it checks them.
 *
 * @param folder The model folder.
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when a file is not there.
 */
export async function versionTags(
  { model, version, metrics, trainedUntil }: Candidate,
  folder: string,
): Promise<Record<string, string>> {
  const hashes = await Promise.all(
    modelFolderFiles.map(async (name) => [`sha256/${name}`, await hashOf(join(folder, name))]),
  );
  const scores = scoreNames.flatMap((name) => {
    const score = metrics.test[name];
    return score === null ? [] : [[`test.${name}`, String(score)]];
  });
  return {
    model_version: version,
    threshold: String(model.header.threshold.probability),
    data_hash: model.header.data.hash,
    ...(trainedUntil === null ? {} : { trained_until: trainedUntil }),
    ...Object.fromEntries(scores),
    ...Object.fromEntries(hashes),
  };
}

async function hashOf(path: string): Promise<string> {
  try {
    return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no ${path}`, {
      cause,
      hint: "a model folder is whole after deno task train",
    });
  }
}
