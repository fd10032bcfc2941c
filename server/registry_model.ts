import { FaultlineError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { ModelReference } from "../lib/tracking/model_reference.ts";
import { pullModel } from "../lib/tracking/pull_model.ts";
import type { RegisteredVersion, Registry } from "../lib/tracking/registry.ts";
import { hasFiles, type ModelCache } from "./model_cache.ts";

/** Which registered model something is. */
export interface Registered {
  name: string;
  /** The registry's own number. */
  version: string;
  /** By which it was asked for; null where the version was. */
  alias: string | null;
}

/** A folder that holds a model, and which one. */
export interface RegisteredFolder {
  folder: string;
  /** What messages call it. */
  shownAs: string;
  registered: Registered;
}

/** What is known of the registry now. */
export interface RegistryStatus {
  /** The version taken last; null before the first. */
  version: string | null;
  /** Since when it does not say which version is meant, in milliseconds since the epoch; null while it does. */
  unansweredSince: number | null;
  /** A version that it names and that could not be taken, and why not. */
  refused: { version: string; reason: string } | null;
}

/** A model of a registry, with what is kept of it on this disk. */
export interface RegistryModel {
  readonly reference: ModelReference;
  /**
   * Asks whether the registry names another version than the one taken last.
   *
   * @throws {FaultlineError} When it does not say.
   */
  hasOther(): Promise<boolean>;
  /**
   * Asks which version it is, pulls it unless it is on this disk, and has it loaded: then it is the one taken. The
   * first time, when that fails, the one taken last by an earlier process is loaded instead.
   *
   * @throws {FaultlineError} When the registry does not say, or its model is damaged or is refused by `load`; the first
   * time only when there is none on this disk either.
   */
  take<Loaded extends { version: string }>(
    load: (place: RegisteredFolder) => Promise<Loaded>,
  ): Promise<Loaded>;
  status(): RegistryStatus;
}

export interface RegistryModelOptions {
  reference: ModelReference;
  /** The reference as messages say it. */
  shownAs: string;
  registry: Registry;
  cache: ModelCache;
  /** That of the registry: once it is aborted, failures are nobody's news. */
  signal?: AbortSignal;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
}

/** Opens nothing before it is asked. What goes wrong is logged when it begins, and not again while it lasts. */
export function createRegistryModel(options: RegistryModelOptions): RegistryModel {
  const { reference, shownAs: shown, registry, cache, signal, now, log } = options;
  const { name, alias } = reference;
  const status: RegistryStatus = { version: null, unansweredSince: null, refused: null };
  let silence: string | undefined;

  async function ask(): Promise<RegisteredVersion> {
    try {
      const version = await registry.version(reference);
      if (silence !== undefined) log.info({ model: shown }, "the registry answers again");
      silence = undefined;
      status.unansweredSince = null;
      if (version.version === status.version) status.refused = null;
      return version;
    } catch (error) {
      if (signal?.aborted) throw stopping(error);
      if (error instanceof FaultlineError) noteSilence(error);
      throw error;
    }
  }

  function noteSilence({ code, message }: FaultlineError): void {
    status.unansweredSince ??= now();
    if (silence === code) return;
    silence = code;
    log.warn({ code, reason: message, model: shown }, "the registry does not say which version it is");
  }

  function noteRefusal({ code, message }: FaultlineError, version: string): void {
    const { refused } = status;
    status.refused = { version, reason: message };
    if (refused?.version === version && refused.reason === message) return;
    log.warn({ code, reason: message, model: shown, registered: version }, "the registry's model is refused");
  }

  async function pulled(version: RegisteredVersion): Promise<RegisteredFolder & { modelVersion: string }> {
    const modelVersion = version.tags.get("model_version") ?? "";
    const shownAs = `models:/${version.name}/${version.version}`;
    const hash = version.tags.get("sha256/model.safetensors") ?? "";
    // Another model must not come to lie in the folder of one that is served.
    if (!/^[0-9a-f]{12}$/.test(modelVersion) || !hash.startsWith(modelVersion)) {
      throw new FaultlineError(
        "MODEL_DAMAGED",
        `${shownAs} has no tag model_version that its tag sha256/model.safetensors begins with`,
        { hint: "register it with deno task register" },
      );
    }
    const folder = cache.folderOf(modelVersion);
    if (!await hasFiles(folder, version.tags)) {
      await pullModel(registry, version, folder);
    }
    return { folder, shownAs, registered: { name, version: version.version, alias }, modelVersion };
  }

  async function fromCache<Loaded extends { version: string }>(
    load: (place: RegisteredFolder) => Promise<Loaded>,
    error: unknown,
  ): Promise<Loaded> {
    if (status.version !== null || !(error instanceof FaultlineError)) throw error;
    const cached = cache.newest();
    if (!cached) {
      throw new FaultlineError(
        error.code,
        `${error.message}; no version of ${shown} from there is cached in ${cache.folder}`,
        { cause: error, hint: error.code === "TRACKING_UNREACHABLE" ? checkRegistry : error.hint },
      );
    }
    const { version, model_version } = cached;
    const folder = cache.folderOf(model_version);
    const place = { folder, shownAs: folder, registered: { name, version, alias } };
    const loaded = await loadOnly(model_version, place, load);
    status.version = version;
    log.warn({ model: shown, registered: version, taken_at: cached.taken_at }, "the cached model is served");
    return loaded;
  }

  return {
    reference,
    hasOther: async () => (await ask()).version !== status.version,
    async take(load) {
      let version: RegisteredVersion | undefined;
      try {
        version = await ask();
        const { modelVersion, ...place } = await pulled(version);
        const loaded = await loadOnly(modelVersion, place, load);
        cache.keep({ name, version: version.version, model_version: modelVersion });
        status.version = version.version;
        status.refused = null;
        return loaded;
      } catch (error) {
        if (signal?.aborted) throw stopping(error);
        if (version && error instanceof FaultlineError) noteRefusal(error, version.version);
        return await fromCache(load, error);
      }
    },
    status: () => ({ ...status }),
  };
}

const checkRegistry = "check MLFLOW_TRACKING_URI and that the server there runs, or set MODEL to a folder";

function stopping(cause: unknown): FaultlineError {
  return new FaultlineError("INTERRUPTED", "the server is stopping", { cause });
}

/** Loads a model, and no other than the one that should be there. */
async function loadOnly<Loaded extends { version: string }>(
  modelVersion: string,
  place: RegisteredFolder,
  load: (place: RegisteredFolder) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await load(place);
  if (loaded.version === modelVersion) return loaded;
  throw new FaultlineError(
    "MODEL_DAMAGED",
    `${place.shownAs} must hold model ${modelVersion}, and holds ${loaded.version}`,
    { hint: "register the model again" },
  );
}
