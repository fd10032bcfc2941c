import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { metricsSchema } from "../../lib/contracts/metrics.ts";
import { modelHeaderSchema } from "../../lib/contracts/model_header.ts";
import { FaultlineError } from "../../lib/errors.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { mediaType } from "../media_type.ts";
import { requireScope } from "../middleware/authenticate.ts";
import { parseJson } from "../middleware/read_json.ts";
import { readBody } from "../middleware/read_body.ts";
import { bodyProblems, operation, problems } from "../openapi_parts.ts";
import { Problem } from "../problem.ts";
import { readFields } from "../read_fields.ts";
import type { RegistryStatus } from "../registry_model.ts";
import type { ServedModel } from "../served_models.ts";

const registrySchema = z.strictObject({
  name: z.string(),
  version: z.string().meta({ description: "The registry's own number of this version" }),
  alias: z.string().nullable().meta({ description: "By which it was asked for" }),
  unanswered_since: z.iso.datetime().nullable().meta({
    description: "Since when the registry has not said which version to serve, UTC; null while it does",
  }),
  refused: z.strictObject({ version: z.string(), reason: z.string() }).nullable().meta({
    description: "A version that it names now and that could not be taken",
  }),
}).meta({ id: "ServedFromRegistry", description: "Where in the registry the model came from" });

const servedSchema = z.strictObject({
  name: z.string(),
  version: z.string().meta({ description: "The first 12 hex digits of its file's SHA-256" }),
  loaded_at: z.iso.datetime().meta({ description: "When it was loaded, UTC" }),
  data_hash: z.string().meta({ description: "SHA-256 of the readings it was trained on" }),
  registry: registrySchema.nullable().meta({ description: "Null where it came from a folder" }),
  header: modelHeaderSchema,
  metrics: metricsSchema.nullable().meta({ description: "Its held-out scores; null where it came without" }),
}).meta({ id: "ServedModel", description: "The model that is being served" });

const reloadSchema = z.strictObject({
  path: z.string().min(1).max(1000).optional()
    .meta({
      description: "A model folder below MODELS_DIR; left out, the first model's folder is read again, or " +
        "the registry asked",
    }),
}).meta({ id: "Reload", description: "Which model to swap in" });

/** `GET /v1/model` and `POST /v1/model/reload`: what is served, and the way to another. */
export function modelRoutes({ served, registry, monitor, log, limits }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const shown = () => describe(served.current(), registry);
  app.get("/v1/model", (c) => c.json(shown()));
  app.post("/v1/model/reload", requireScope("admin"), async (c) => {
    const body = await readBody(c, limits.bodyBytes, limits.bodyTimeoutMs);
    let path: string | undefined;
    if (body.length > 0) {
      mediaType(c, ["application/json"]);
      path = readFields(parseJson(body), reloadSchema).path;
    }
    const before = served.current();
    try {
      const { name, version } = await served.reload(path);
      log.info({ name, version, before: before.version }, "model swapped");
      monitor.modelSwapped();
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      log.warn({ code: error.code, reason: error.message, serving: before.version }, "model refused");
      throw new Problem("MODEL_REFUSED", `${error.message}; the model before it goes on serving`, {
        cause: error,
      });
    }
    return c.json(shown());
  });
  return app;
}

function describe(served: ServedModel, registry: Deps["registry"]): z.infer<typeof servedSchema> {
  const { name, version, loadedAt, model: { header }, metrics, registered } = served;
  return {
    name,
    version,
    loaded_at: new Date(loadedAt).toISOString(),
    data_hash: header.data.hash,
    registry: registered && registry ? { ...registered, ...heard(registry.status()) } : null,
    header,
    metrics,
  };
}

function heard({ unansweredSince, refused }: RegistryStatus) {
  return {
    unanswered_since: unansweredSince === null ? null : new Date(unansweredSince).toISOString(),
    refused,
  };
}

/** Documents the routes. */
export function registerModel(registry: OpenAPIRegistry): void {
  const answer = {
    200: {
      description: "The model that is being served",
      content: { "application/json": { schema: servedSchema } },
    },
  };
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/model",
    summary: "Show the model",
    description:
      "Its header, held-out metrics, the hash of its data, its version, and where in the registry it came from.",
    responses: { ...answer, ...problems() },
  }));
  registry.registerPath(operation("admin", {
    method: "post",
    path: "/v1/model/reload",
    summary: "Swap the model",
    description:
      "Reads a model, from the registry where the first one came from there, checks it, and swaps it in " +
      "without losing a request. One that cannot be served leaves the old one serving.",
    request: {
      body: {
        required: false,
        content: { "application/json": { schema: reloadSchema, example: { path: "candidate" } } },
      },
    },
    responses: { ...answer, ...problems(...bodyProblems, "FIELD_INVALID", "MODEL_REFUSED") },
  }));
}
