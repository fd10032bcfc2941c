import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { FaultlineError } from "../errors.ts";
import { modelFolderFiles } from "../model/model_folder_files.ts";
import { writeFileAtomic } from "../table/atomic_file.ts";
import type { RegisteredVersion, Registry } from "./registry.ts";

/** The model file last, so that a folder that has it has all. */
const files = modelFolderFiles.toReversed();

/**
 * Downloads a registered version's `faultline/{model.safetensors, reference.arrow, metrics.json}` into a folder. All are
 * checked against the version's tags `sha256/NAME` before anything is written. A folder that is not there yet, or is
 * empty, is made whole beside its place and renamed; in one that is, each file is replaced atomically, the model last.
 *
 * @returns The model's version, 12 hex digits.
 * @throws {FaultlineError} `MODEL_DAMAGED` when a file is not what was registered; `MODEL_NOT_FOUND` when one is missing;
 * `OUTPUT_UNWRITABLE`, `OUTPUT_DISK_FULL`.
 */
export async function pullModel(
  registry: Registry,
  version: RegisteredVersion,
  folder: string,
): Promise<string> {
  const contents = await Promise.all(files.map(async (name) => {
    const bytes = await registry.readFile(version, `faultline/${name}`);
    return { name, bytes, hash: checkedHash(version, name, bytes) };
  }));
  if (isAbsentOrEmpty(folder)) writeWhole(folder, contents);
  else for (const { name, bytes } of contents) writeFileAtomic(join(folder, name), bytes);
  return contents.find(({ name }) => name === "model.safetensors")!.hash.slice(0, 12);
}

function checkedHash(version: RegisteredVersion, name: string, bytes: Uint8Array): string {
  const reference = `models:/${version.name}/${version.version}`;
  const hash = createHash("sha256").update(bytes).digest("hex");
  const expected = version.tags.get(`sha256/${name}`);
  if (expected === undefined) {
    throw new FaultlineError(
      "MODEL_DAMAGED",
      `${reference} has no tag sha256/${name} to check the file against`,
      {
        hint: "register the model again with deno task register",
      },
    );
  }
  if (hash !== expected) {
    throw new FaultlineError(
      "MODEL_DAMAGED",
      `${name} of ${reference} has SHA-256 ${hash.slice(0, 12)}…, registered was ${expected.slice(0, 12)}…`,
      { hint: "somebody changed it on the server: register the model again, or take another version" },
    );
  }
  return hash;
}

function isAbsentOrEmpty(folder: string): boolean {
  try {
    return Deno.readDirSync(folder)[Symbol.iterator]().next().done === true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    // A file, or a folder that may not be read: writing into it says what is wrong.
    return false;
  }
}

function writeWhole(folder: string, contents: readonly { name: string; bytes: Uint8Array }[]): void {
  const place = dirname(folder);
  let beside: string | undefined;
  try {
    Deno.mkdirSync(place, { recursive: true });
    beside = Deno.makeTempDirSync({ dir: place, prefix: `.${basename(folder)}.`, suffix: ".part" });
    for (const { name, bytes } of contents) writeFileAtomic(join(beside, name), bytes);
    // A temporary folder is for the one who made it alone, a model folder is not.
    Deno.chmodSync(beside, 0o755);
    Deno.renameSync(beside, folder);
  } catch (cause) {
    if (beside) Deno.removeSync(beside, { recursive: true });
    if (cause instanceof FaultlineError) throw cause;
    throw new FaultlineError("OUTPUT_UNWRITABLE", `cannot make ${folder}: ${(cause as Error).name}`, {
      cause,
      hint: "check the path and its permissions",
    });
  }
}
