import { isAbsolute, join, relative, resolve } from "node:path";
import type { Metrics } from "../lib/contracts/metrics.ts";
import { FaultlineError } from "../lib/errors.ts";
import { prepareToScore } from "../lib/forest/score_rows.ts";
import { isAbsence } from "../lib/is_absence.ts";
import type { Model } from "../lib/model/model.ts";
import { decodeModel, modelVersion } from "../lib/model/model_file.ts";
import { modelFolderFiles } from "../lib/model/model_folder_files.ts";
import { parseMetrics } from "../lib/model/parse_metrics.ts";
import type { Registered, RegistryModel } from "./registry_model.ts";
import { servingFault } from "./serving_fault.ts";

/** A model that is being served. Never changed: a reload makes another one. */
export interface ServedModel {
  model: Model;
  name: string;
  /** The first 12 hex digits of its file's SHA-256. */
  version: string;
  /** Where it was read from, as given; and where that is. */
  folder: string;
  path: string;
  /** Which one it is in the registry; null when it came from a folder. */
  registered: Registered | null;
  /** Its held-out scores; null when its folder has no metrics.json. */
  metrics: Metrics | null;
  /** When it was loaded, in milliseconds since the epoch. */
  loadedAt: number;
}

/** The model in use and the way to another. A request takes `current()` once and keeps to it. */
export interface ServedModels {
  current(): ServedModel;
  /**
   * Reads the model again, from the registry where it came from there, or the one in a folder below `MODELS_DIR`, checks
   * it, and swaps it in. On any error the old one stays. Reloads asked for at once take turns.
   *
   * @throws {FaultlineError} `MODEL_NOT_FOUND`, `MODEL_TRUNCATED`, `MODEL_DAMAGED`, `MODEL_VERSION`, or
   * `MODEL_PATH` for a path outside `MODELS_DIR`; as `RegistryModel.take`.
   */
  reload(path?: string): Promise<ServedModel>;
}

/** Which models are served. */
export interface ServedModelsOptions {
  /**
   * The folder of the first model, read again by a reload without a path, or the registry that is asked each time. In a
   * binary it may be an embedded folder.
   */
  source: string | Pick<RegistryModel, "take">;
  /** The folder below which a reload's path must lie. */
  modelsDir: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Reads a model folder (default: {@linkcode loadServedModel}). */
  load?: typeof loadServedModel;
}

/**
 * Loads the first model. It answers at once, walking its trees until the rows it has seen pay for the tables of the
 * fast kernel; a model that is swapped in has its tables before it serves.
 *
 * @throws {FaultlineError} As `reload`.
 */
export async function createServedModels(options: ServedModelsOptions): Promise<ServedModels> {
  const { source, modelsDir, now, load = loadServedModel } = options;
  const loadFirst = () =>
    typeof source === "string"
      ? load(source, { now })
      : source.take(({ folder, ...place }) => load(folder, { now, ...place }));
  let current = await loadFirst();
  let turn: Promise<unknown> = Promise.resolve();

  async function swap(path: string | undefined): Promise<ServedModel> {
    const next = path === undefined
      ? await loadFirst()
      : await load(await folderBelow(modelsDir, path), { now, shownAs: path });
    prepareToScore(next.model.forest);
    return current = next;
  }

  return {
    current: () => current,
    reload(path) {
      const mine = turn.then(() => swap(path));
      turn = mine.catch(() => {});
      return mine;
    },
  };
}

/** How a model folder is read. */
export interface LoadServedModelOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What messages call the folder (default: its path). */
  shownAs?: string;
  /** Which model of the registry it is (default: none). */
  registered?: Registered;
}

/**
 * Reads `model.safetensors` and, where there is one, `metrics.json` from a folder, and checks that the model can
 * answer readings of the contract.
 *
 * @throws {FaultlineError} `MODEL_NOT_FOUND`, `MODEL_TRUNCATED`, `MODEL_DAMAGED` or `MODEL_VERSION`.
 */
export async function loadServedModel(folder: string, options: LoadServedModelOptions): Promise<ServedModel> {
  const { now, shownAs = folder, registered = null } = options;
  const name = join(shownAs, "model.safetensors");
  const bytes = await readIfThere(join(folder, "model.safetensors"), name);
  if (bytes === undefined) {
    throw new FaultlineError("MODEL_NOT_FOUND", `there is no model at ${name}`, {
      hint: "train one with deno task train, or name another folder",
    });
  }
  const model = decodeModel(bytes, name);
  const fault = servingFault(model.header);
  if (fault) {
    throw new FaultlineError("MODEL_DAMAGED", `${name} cannot be served: ${fault}`, {
      hint: "train again with this version of Faultline",
    });
  }
  const metricsName = join(shownAs, "metrics.json");
  const metrics = await readIfThere(join(folder, "metrics.json"), metricsName);
  return {
    model,
    name: model.header.name,
    version: modelVersion(bytes),
    folder: shownAs,
    path: folder,
    registered,
    metrics: metrics === undefined ? null : parseMetrics(new TextDecoder().decode(metrics), metricsName),
    loadedAt: now(),
  };
}

/** A file's bytes, or undefined where there is no such file. A pipe or a device is none: reading it could last. */
async function readIfThere(path: string, name: string): Promise<Uint8Array | undefined> {
  try {
    if ((await Deno.stat(path)).isFile) return await Deno.readFile(path);
  } catch (error) {
    if (!isAbsence(error)) throw unreadable(name, error);
  }
}

/** The refusal of what is there and cannot be read: no permission, a circle of links, a name too long. */
function unreadable(name: string, cause: unknown): FaultlineError {
  return new FaultlineError("MODEL_NOT_FOUND", `${name} cannot be read`, {
    cause,
    hint: "the process needs permission to read it",
  });
}

/**
 * The folder that a path names below another, links resolved, those of its files too.
 *
 * @throws {FaultlineError} `MODEL_PATH` when it lies outside; `MODEL_NOT_FOUND` when it is not there.
 */
async function folderBelow(root: string, path: string): Promise<string> {
  const outside = new FaultlineError("MODEL_PATH", `${JSON.stringify(path)} is not below MODELS_DIR`, {
    hint: "name a folder below MODELS_DIR, e.g. by its path from there",
  });
  if (path.includes("\0") || !isBelow(resolve(root), resolve(root, path))) throw outside;
  try {
    const realRoot = await Deno.realPath(root);
    const folder = await Deno.realPath(resolve(root, path));
    if (!isBelow(realRoot, folder)) throw outside;
    for (const file of modelFolderFiles) {
      if (!isBelow(realRoot, await realPathIfThere(join(folder, file)) ?? folder)) throw outside;
    }
    return folder;
  } catch (cause) {
    if (cause instanceof FaultlineError) throw cause;
    if (!isAbsence(cause)) throw unreadable(JSON.stringify(path), cause);
    throw new FaultlineError(
      "MODEL_NOT_FOUND",
      `there is no folder ${JSON.stringify(path)} below MODELS_DIR`,
      {
        cause,
      },
    );
  }
}

async function realPathIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** Whether a path is a folder or lies below it; both absolute. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && !isAbsolute(way);
}
