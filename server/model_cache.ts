import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { isAbsence } from "../lib/is_absence.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";

const cachedSchema = z.object({
  /** What was asked for, and of whom. */
  reference: z.string(),
  uri: z.string(),
  /** What the answer was. */
  name: z.string(),
  version: z.string(),
  model_version: z.string().regex(/^[0-9a-f]{12}$/),
  taken_at: z.iso.datetime(),
});

/** A registered model on this disk. */
export type CachedModel = z.infer<typeof cachedSchema>;

const currentSchema = z.object({ models: z.array(cachedSchema) });

/** Registered models on this disk, each in a folder by its model's version; `current.json` says which was served. */
export interface ModelCache {
  /** Where the folders are. */
  readonly folder: string;
  folderOf(modelVersion: string): string;
  /** The model that was served last, of those kept for this reference; undefined when there is none. */
  newest(): CachedModel | undefined;
  /**
   * Remembers which model is served, and removes those served for this reference before the last three.
   *
   * @throws {FaultlineError} `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL`.
   */
  keep(model: Pick<CachedModel, "name" | "version" | "model_version">): void;
}

/** How many models of a reference are kept. */
const mostKept = 3;

export interface ModelCacheOptions {
  folder: string;
  /** Whose models these are: several servers may share a folder. */
  reference: string;
  /** The registry's address, without credentials. */
  uri: string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Opens nothing before it is asked. A `current.json` that cannot be read counts as none. */
export function createModelCache({ folder, reference, uri, now }: ModelCacheOptions): ModelCache {
  const path = join(folder, "current.json");
  const folderOf = (modelVersion: string) => join(folder, modelVersion);
  const isMine = (model: CachedModel) => model.reference === reference && model.uri === uri;

  return {
    folder,
    folderOf,
    newest: () => readCurrent(path).find(isMine),
    keep({ name, version, model_version }) {
      const before = readCurrent(path);
      const served = {
        reference,
        uri,
        name,
        version,
        model_version,
        taken_at: new Date(now()).toISOString(),
      };
      const others = before.filter((model) => !(isMine(model) && model.model_version === model_version));
      const dropped = others.filter(isMine).slice(mostKept - 1);
      const models = [served, ...others.filter((model) => !dropped.includes(model))];
      writeFileAtomic(path, JSON.stringify({ models }, null, 2) + "\n");
      const kept = new Set(models.map((model) => model.model_version));
      for (const model of dropped) {
        if (!kept.has(model.model_version)) removeIfThere(folderOf(model.model_version));
      }
    },
  };
}

function readCurrent(path: string): CachedModel[] {
  try {
    return currentSchema.parse(JSON.parse(Deno.readTextFileSync(path))).models;
  } catch {
    return [];
  }
}

function removeIfThere(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** Whether a folder's files have the SHA-256 that a version's tags `sha256/NAME` say. */
export async function hasFiles(folder: string, tags: ReadonlyMap<string, string>): Promise<boolean> {
  const hashes = [...tags].filter(([key]) => key.startsWith("sha256/"));
  if (hashes.length === 0) return false;
  for (const [key, hash] of hashes) {
    const bytes = await Deno.readFile(join(folder, key.slice("sha256/".length))).catch(() => undefined);
    if (bytes === undefined || createHash("sha256").update(bytes).digest("hex") !== hash) return false;
  }
  return true;
}
