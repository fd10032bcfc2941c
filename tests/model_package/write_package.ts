import { dirname } from "node:path";
import { encodeModel } from "../../lib/model/model_file.ts";
import type { Model } from "../../lib/model/model.ts";
import { type ModelPackage, modelPackage } from "../../lib/model_package/model_package.ts";

/** A package of a model, whose reference and metrics are of no concern. */
export async function packageOf(model: Model): Promise<ModelPackage> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const files = { model: encodeModel(model), reference: bytes("reference"), metrics: bytes("metrics") };
  return await modelPackage(files, { createdMs: Date.UTC(2026, 0, 31, 12) });
}

/** Writes a package as a folder that MLflow loads without a server. */
export function writePackage(folder: string, { files, mlmodel }: ModelPackage): void {
  for (const [path, bytes] of files) {
    Deno.mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    Deno.writeFileSync(`${folder}/${path}`, bytes);
  }
  Deno.writeTextFileSync(`${folder}/MLmodel`, JSON.stringify(mlmodel));
}
