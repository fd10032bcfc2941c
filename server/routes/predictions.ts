import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { predictionIdSchema, risks, storedPredictionSchema } from "../../lib/contracts/prediction.ts";
import { cursorOf, cursorPattern, idOfCursor } from "../cursor.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { exampleStoredPrediction, operation, problems } from "../openapi_parts.ts";
import { Problem } from "../problem.ts";
import { limitField, machineField, timeField } from "../query_fields.ts";
import { readQuery } from "../read_query.ts";

const querySchema = z.strictObject({
  machine_id: machineField,
  since: timeField("Only predictions made at this time or later"),
  until: timeField("Only predictions made before this time"),
  risk: z.enum(risks).optional().meta({ description: "Only predictions of this risk" }),
  model_version: z.string().min(1).max(64).optional()
    .meta({ description: "Only predictions of this version of the model" }),
  limit: limitField,
  cursor: z.string().optional().meta({
    type: "string",
    pattern: cursorPattern.source,
    description: "next_cursor of the page before",
  }),
});

const pageSchema = z.strictObject({
  items: z.array(storedPredictionSchema),
  next_cursor: z.string().nullable().meta({
    description: "Where the next page begins; null on the last one",
  }),
}).meta({ id: "PredictionPage", description: "Stored predictions, newest first" });

/** `GET /v1/predictions` and `GET /v1/predictions/{id}`: what was predicted. */
export function predictionsRoutes({ predictions }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get("/v1/predictions", async (c) => {
    const { cursor, limit, ...filter } = readQuery(c, querySchema);
    const before = cursor === undefined ? undefined : idOfCursor(cursor);
    // One more than asked for tells whether there is another page.
    const found = await predictions.list({ ...filter, before, limit: limit + 1 });
    const items = found.slice(0, limit);
    return c.json({
      items,
      next_cursor: found.length > limit ? cursorOf(items[items.length - 1].id) : null,
    });
  });
  app.get("/v1/predictions/:id", async (c) => {
    const id = predictionIdSchema.safeParse(c.req.param("id"));
    const found = id.success ? await predictions.find(id.data.toLowerCase()) : undefined;
    if (!found) throw new Problem("PREDICTION_NOT_FOUND", "there is no prediction of this id");
    return c.json(found);
  });
  return app;
}

/** Documents the routes. */
export function registerPredictions(registry: OpenAPIRegistry): void {
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/predictions",
    summary: "List stored predictions",
    description: "Newest first. `next_cursor` leads to the next page, with the same filters.",
    request: { query: querySchema },
    responses: {
      200: {
        description: "A page of predictions",
        content: {
          "application/json": {
            schema: pageSchema,
            example: { items: [exampleStoredPrediction], next_cursor: null },
          },
        },
      },
      ...problems("QUERY_INVALID", "CURSOR_INVALID", "LOG_UNAVAILABLE"),
    },
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/predictions/{id}",
    summary: "Find a prediction",
    request: { params: z.strictObject({ id: predictionIdSchema }) },
    responses: {
      200: {
        description: "The prediction and its reading",
        content: { "application/json": { schema: storedPredictionSchema, example: exampleStoredPrediction } },
      },
      ...problems("PREDICTION_NOT_FOUND", "LOG_UNAVAILABLE"),
    },
  }));
}
