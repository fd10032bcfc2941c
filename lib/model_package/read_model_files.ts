import { join } from "node:path";
import { FaultlineError } from "../errors.ts";
import { modelFolderFiles } from "../model/model_folder_files.ts";
import type { ModelFiles } from "./model_files.ts";

/**
 * Reads a model folder's three files, and looks into none of them.
 *
 * @param folder Such as `models/current`.
 * @throws {FaultlineError} `MODEL_NOT_FOUND` when one of them cannot be read, naming it.
 */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const read = async (name: string) => {
    const path = join(folder, name);
    try {
      return await Deno.readFile(path);
    } catch (cause) {
      throw new FaultlineError(
        "MODEL_NOT_FOUND",
        `there is no whole model in ${folder}: cannot read ${path}`,
        {
          cause,
          hint: "train and evaluate one with deno task train, or name another folder",
        },
      );
    }
  };
  const [model, reference, metrics] = await Promise.all(
    modelFolderFiles.map(read),
  );
  return { model, reference, metrics };
}
