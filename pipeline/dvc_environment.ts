import { join } from "node:path";
import { isAbsence } from "../lib/is_absence.ts";
import type { PythonEnvOptions } from "./python_env.ts";

/**
 * Which Python environment DVC needs for its remotes: with its plugin for Azure when one of them is an Azure container,
 * the project's own otherwise. Dagshub and folders need no plugin.
 *
 * @param folder DVC's folder, whose config files name the remotes.
 */
export async function dvcEnvironment(folder = ".dvc"): Promise<PythonEnvOptions> {
  const texts = await Promise.all(["config", "config.local"].map((name) => textOf(join(folder, name))));
  return texts.some((text) => /^\s*url\s*=\s*["']?azure:\/\//m.test(text)) ? azureEnvironment() : {};
}

/** DVC with its plugin for Azure Blob. */
export function azureEnvironment(): PythonEnvOptions {
  return {
    requirements: join(import.meta.dirname!, "requirements_azure.txt"),
    cost: "about 200 MB, for DVC on Azure",
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsence(error)) return "";
    throw error;
  }
}
