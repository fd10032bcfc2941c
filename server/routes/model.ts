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
import type { ServedModel } from "../served_models.ts";

const servedSchema = z.strictObject({
  name: z.string(),
  version: z.string().meta({ description: "The first 12 hex digits of its file's SHA-256" }),
  loaded_at: z.iso.datetime().meta({ description: "When it was loaded, UTC" }),
  data_hash: z.string().meta({ description: "SHA-256 of the readings it was trained on" }),
  header: modelHeaderSchema,
  metrics: metricsSchema.nullable().meta({ description: "Its held-out scores; null where it came without" }),
}).meta({ id: "ServedModel", description: "The model that is being served" });

const reloadSchema = z.strictObject({
  path: z.string().min(1).max(1000).optional()
    .meta({
      description: "A model folder below MODELS_DIR; left out, the first model's folder is read again",
    }),
}).meta({ id: "Reload", description: "Which model to swap in" });

/** `GET /v1/model` and `POST /v1/model/reload`: what is served, and the way to another. */
export function modelRoutes({ served, monitor, log, limits }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/v1/model", (c) => c.json(describe(served.current())));
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
    return c.json(describe(served.current()));
  });
  return app;
}

function describe({ name, version, loadedAt, model, metrics }: ServedModel): z.infer<typeof servedSchema> {
  const { header } = model;
  return {
    name,
    version,
    loaded_at: new Date(loadedAt).toISOString(),
    data_hash: header.data.hash,
    header,
    metrics,
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
    description: "Its header, held-out metrics, the hash of its data, and its version.",
    responses: { ...answer, ...problems() },
  }));
  registry.registerPath(operation("admin", {
    method: "post",
    path: "/v1/model/reload",
    summary: "Swap the model",
    description:
      "Reads a model, checks it, and swaps it in without losing a request. One that cannot be served " +
      "leaves the old one serving.",
    request: {
      body: {
        required: false,
        content: { "application/json": { schema: reloadSchema, example: { path: "candidate" } } },
      },
    },
    responses: { ...answer, ...problems(...bodyProblems, "FIELD_INVALID", "MODEL_REFUSED") },
  }));
}
