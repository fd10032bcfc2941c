import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { predictionSchema } from "../../lib/contracts/prediction.ts";
import { readingSchema } from "../../lib/contracts/reading.ts";
import { answer, predictionJson } from "../answer.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { fieldProblem } from "../field_problem.ts";
import { mediaType } from "../media_type.ts";
import { parseJson } from "../middleware/read_json.ts";
import { readBody } from "../middleware/read_body.ts";
import { bodyProblems, examplePrediction, exampleReading, operation, problems } from "../openapi_parts.ts";
import { takeReading } from "../take_reading.ts";

const json = { "content-type": "application/json" };

/** `POST /v1/predict`: one reading in, one prediction out, kept before it is answered. */
export function predictRoutes({ served, predictions, metrics, refusals, newId, limits }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post("/v1/predict", async (c) => {
    mediaType(c, ["application/json"]);
    const body = await readBody(c, limits.bodyBytes, limits.bodyTimeoutMs);
    const { reading, faults } = takeReading(parseJson(body));
    if (!reading) {
      refusals.refused(faults);
      throw fieldProblem(faults);
    }
    const prediction = answer(served.current(), reading, { newId, requestId: c.get("requestId") });
    await predictions.append([prediction]);
    metrics.predicted(prediction.failure ? 1 : 0, prediction.failure ? 0 : 1);
    refusals.taken(1);
    return c.body(predictionJson(prediction), 200, json);
  });
  return app;
}

/** Documents the route. */
export function registerPredict(registry: OpenAPIRegistry): void {
  registry.registerPath(operation("predict", {
    method: "post",
    path: "/v1/predict",
    summary: "Predict from one reading",
    description: "The prediction is stored before it is answered.",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: readingSchema, example: exampleReading } },
      },
    },
    responses: {
      200: {
        description: "What the model says",
        content: { "application/json": { schema: predictionSchema, example: examplePrediction } },
      },
      ...problems(...bodyProblems, "FIELD_INVALID", "LOG_FULL", "LOG_UNAVAILABLE"),
    },
  }));
}
