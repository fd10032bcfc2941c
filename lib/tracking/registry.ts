import type { z } from "zod";
import { FaultlineError } from "../errors.ts";
import {
  modelVersion,
  modelVersionAnswer,
  modelVersionsAnswer,
  registeredModelAnswer,
} from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { ModelReference } from "./model_reference.ts";
import { readAnswer } from "./read_answer.ts";
import { isAbsentEndpoint, isUnknownThing, refusalOf } from "./refusal.ts";
import { createVersionReader } from "./version_reader.ts";

/** A version of a registered model. */
export interface RegisteredVersion {
  name: string;
  /** A whole number from 1, as text. */
  version: string;
  run_id: string | null;
  /** `models:/m-ID`, or on older servers `runs:/RUN/PATH`. */
  source: string;
  /** The logged model's id; null on older servers. */
  model_id: string | null;
  tags: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  created_ms: number;
}

/** What makes a version. */
export interface NewVersion {
  name: string;
  source: string;
  model_id: string | null;
  run_id: string;
  tags: Record<string, string>;
}

/** The model registry of an MLflow server. */
export interface Registry {
  /**
   * @throws {FaultlineError} `MODEL_NOT_FOUND` when nothing has that alias or number; `REGISTRY_ABSENT`, as every
   * method, when the server has no registry.
   */
  version(reference: ModelReference): Promise<RegisteredVersion>;
  /** All versions, oldest first; none when there is no such model. */
  versions(name: string): Promise<RegisteredVersion[]>;
  /** Makes a version, and the registered model when there is none. A source has one version: asked again, it is that. */
  createVersion(of: NewVersion): Promise<RegisteredVersion>;
  /** Version by alias; none when there is no such model. */
  aliases(name: string): Promise<ReadonlyMap<string, string>>;
  setAlias(name: string, alias: string, version: string): Promise<void>;
  /** Does nothing when there is no such alias. */
  deleteAlias(name: string, alias: string): Promise<void>;
  /** Tags of the registered model; none when there is no such model. */
  tags(name: string): Promise<ReadonlyMap<string, string>>;
  setTag(name: string, key: string, value: string): Promise<void>;
  setVersionTag(
    version: Pick<RegisteredVersion, "name" | "version">,
    key: string,
    value: string,
  ): Promise<void>;
  /**
   * A file of the version's model folder, e.g. `faultline/model.safetensors`.
   *
   * @throws {FaultlineError} `MODEL_NOT_FOUND` when it has none of that name.
   */
  readFile(version: RegisteredVersion, path: string): Promise<Uint8Array>;
}

/** The registry of the server that `http` speaks to. */
export function createRegistry(http: MlflowHttp): Registry {
  const readers = new Map<string, (path: string) => Promise<Uint8Array>>();

  const registry: Registry = {
    async version({ name, alias, version }) {
      const [path, query]: [string, Record<string, string>] = alias !== null
        ? ["registered-models/alias", { name, alias }]
        : ["model-versions/get", { name, version: version! }];
      try {
        return asVersion(readAnswer(modelVersionAnswer, await http.get(path, query), path).model_version);
      } catch (error) {
        // A model without this alias is an invalid value to MLflow, an unknown model is not.
        const isUnknown = isUnknownThing(error) ||
          (alias !== null && refusalOf(error)?.errorCode === "INVALID_PARAMETER_VALUE");
        throw isUnknown ? notFound(http.uri, { name, alias, version }, error) : asAbsence(http.uri, error);
      }
    },
    async versions(name) {
      const quote = name.includes("'") ? '"' : "'";
      const query: Record<string, string> = { filter: `name=${quote}${name}${quote}`, max_results: "1000" };
      const versions: RegisteredVersion[] = [];
      for (;;) {
        const answer = await orAbsence(http.get("model-versions/search", query));
        const page = readAnswer(modelVersionsAnswer, answer, "model-versions/search");
        versions.push(...page.model_versions.map(asVersion));
        if (page.next_page_token === "") break;
        query.page_token = page.next_page_token;
      }
      return versions.sort((a, b) => Number(a.version) - Number(b.version));
    },
    async createVersion(of) {
      const find = async () => (await registry.versions(of.name)).find(({ source }) => source === of.source);
      const existing = await find();
      if (existing) return existing;
      await makeModel(of.name);
      const body = {
        name: of.name,
        source: of.source,
        run_id: of.run_id,
        ...(of.model_id === null ? {} : { model_id: of.model_id }),
        tags: Object.entries(of.tags).map(([key, value]) => ({ key, value })),
      };
      const made = await orAbsence(http.postOnce("model-versions/create", body, find));
      if (!("answer" in made)) return made;
      const answer = readAnswer(modelVersionAnswer, made.answer, "model-versions/create");
      // Not every server sends the tags back.
      return { ...asVersion(answer.model_version), tags: new Map(Object.entries(of.tags)) };
    },
    async aliases(name) {
      const model = await describe(name);
      return new Map(model?.aliases.map(({ alias, version }) => [alias, version]));
    },
    async setAlias(name, alias, version) {
      await orAbsence(http.post("registered-models/alias", { name, alias, version }));
    },
    async deleteAlias(name, alias) {
      await orAbsence(http.delete("registered-models/alias", { name, alias }));
    },
    async tags(name) {
      const model = await describe(name);
      return new Map(model?.tags.map(({ key, value }) => [key, value]));
    },
    async setTag(name, key, value) {
      await orAbsence(http.post("registered-models/set-tag", { name, key, value }));
    },
    async setVersionTag({ name, version }, key, value) {
      await orAbsence(http.post("model-versions/set-tag", { name, version, key, value }));
    },
    readFile({ name, version }, path) {
      const key = `${name}/${version}`;
      const read = readers.get(key) ?? createVersionReader(http, name, version);
      readers.set(key, read);
      return orAbsence(read(path));
    },
  };
  return registry;

  async function describe(name: string) {
    try {
      const answer = await http.get("registered-models/get", { name });
      return readAnswer(registeredModelAnswer, answer, "registered-models/get").registered_model;
    } catch (error) {
      if (isUnknownThing(error)) return;
      throw asAbsence(http.uri, error);
    }
  }

  async function makeModel(name: string): Promise<void> {
    try {
      await http.post("registered-models/create", { name });
    } catch (error) {
      if (refusalOf(error)?.errorCode !== "RESOURCE_ALREADY_EXISTS") throw asAbsence(http.uri, error);
    }
  }

  function orAbsence<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error) => {
      throw asAbsence(http.uri, error);
    });
  }
}

function asVersion(version: z.infer<typeof modelVersion>): RegisteredVersion {
  return {
    name: version.name,
    version: version.version,
    run_id: version.run_id || null,
    source: version.source,
    // MLflow 3 names the logged model in the source alone.
    model_id: version.model_id || (/^models:\/(m-[^/]+)$/.exec(version.source)?.[1] ?? null),
    tags: new Map(version.tags.map(({ key, value }) => [key, value])),
    created_ms: version.creation_timestamp,
  };
}

function notFound(uri: string, { name, alias, version }: ModelReference, cause: unknown): FaultlineError {
  const reference = alias === null ? `models:/${name}/${version}` : `models:/${name}@${alias}`;
  return new FaultlineError("MODEL_NOT_FOUND", `the registry of ${uri} has no ${reference}`, {
    cause,
    hint: "deno task register registers one; deno task champion shows what there is",
  });
}

/** An endpoint that is not there means a server without a registry. */
function asAbsence(uri: string, error: unknown): unknown {
  if (!isAbsentEndpoint(error)) return error;
  return new FaultlineError("REGISTRY_ABSENT", `the tracking server ${uri} has no model registry`, {
    cause: error,
    hint: "runs and artifacts are kept there all the same; register models on a server with a registry",
  });
}
