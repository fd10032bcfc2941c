import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { predictionSchema } from "../../lib/contracts/prediction.ts";
import { readingSchema } from "../../lib/contracts/reading.ts";
import { renderBatch } from "../batch/answer_batch.ts";
import { mostRows } from "../batch/batch_format.ts";
import { csvBatch } from "../batch/csv_batch.ts";
import { jsonBatch } from "../batch/json_batch.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { mediaType } from "../media_type.ts";
import { readBody } from "../middleware/read_body.ts";
import { parseJson } from "../middleware/read_json.ts";
import {
  bodyProblems,
  exampleCsv,
  examplePrediction,
  exampleReading,
  operation,
  problemsAs,
} from "../openapi_parts.ts";
import { frameRows } from "../protocols/data_frame.ts";
import { predictWhole } from "../protocols/predict_whole.ts";
import { readiness } from "../readiness.ts";

/** Predictions as MLflow's server writes records: an object around the array. */
const records = { ...jsonBatch, start: '{"predictions": [', end: "]}\n" };

/**
 * `POST /invocations`, `GET /ping`, `/health` and `/version`: what MLflow's scoring server answers (mlflow 3,
 * mlflow/pyfunc/scoring_server).
 */
export function mlflowScoringRoutes(deps: Deps): Hono<AppEnv> {
  const { served, limits, version } = deps;
  const app = new Hono<AppEnv>();
  app.post("/invocations", async (c) => {
    const kind = mediaType(c, ["application/json", "text/csv"]);
    const body = await readBody(c, limits.batchBytes, limits.bodyTimeoutMs);
    const rows = kind === "text/csv" ? csvBatch.read(body) : frameRows(parseJson(body));
    const answered = await predictWhole(rows, served.current(), deps, c.get("requestId"));
    return c.body(await renderBatch(answered, records), 200, { "content-type": "application/json" });
  });
  for (const path of ["/ping", "/health"]) {
    app.get(path, async (c) => c.text("\n", (await readiness(deps)).ready ? 200 : 503));
  }
  app.get("/version", (c) => c.text(version));
  return app;
}

const errorSchema = z.strictObject({
  error_code: z.string().meta({ description: "One of MLflow's error codes" }),
  message: z.string().meta({ description: "What is wrong" }),
}).meta({ id: "MlflowError", description: "An error as MLflow's scoring server has it" });
const errorContent = { "application/json": { schema: errorSchema } };

const params = z.record(z.string(), z.unknown()).nullish()
  .meta({ description: "Taken, and without effect: the model has none" });
/** Without an offset it is UTC; null where there is none. */
const measuredAt = z.string().nullable()
  .meta({ description: "When it was measured; UTC where no offset is given, null where nobody knows" });
const readings = z.array(readingSchema.extend({ measured_at: measuredAt.optional() }).meta({ id: "Record" }))
  .min(1).max(mostRows);
const cell = z.union([z.string(), z.number(), z.boolean()]).nullable();
/** A column of values; a value alone is a column of one. */
const column = (value: z.ZodType) => z.union([z.array(value), value]);
const columnsOf = z.strictObject({
  machine_id: column(readingSchema.shape.machine_id),
  type: column(readingSchema.shape.type),
  air_temperature_k: column(z.number()),
  process_temperature_k: column(z.number()),
  rotational_speed_rpm: column(z.number()),
  torque_nm: column(z.number()),
  tool_wear_min: column(z.number()),
  measured_at: column(measuredAt).optional(),
}).meta({ description: "A column each, all as long" });

/** What the document says of a data frame; `frameRows` reads it, and says better what is wrong. */
const frameSchema = z.union([
  z.strictObject({
    dataframe_split: z.strictObject({
      columns: z.array(z.string()),
      data: z.array(z.array(cell)),
      index: z.unknown().optional(),
    }),
    params,
  }),
  z.strictObject({ dataframe_records: readings, params }),
  z.strictObject({ inputs: z.union([columnsOf, readings]), params }),
  z.strictObject({ instances: z.union([columnsOf, readings]), params }),
]).meta({ id: "DataFrame", description: "Readings as MLflow's clients write a data frame" });

/** Documents the routes. */
export function registerMlflowScoring(registry: OpenAPIRegistry): void {
  const { 421: foreign, 500: internal } = problemsAs(errorContent);
  const text = { "text/plain": { schema: z.string() } };
  registry.registerPath(operation("predict", {
    method: "post",
    path: "/invocations",
    summary: "Predict from a data frame (MLflow)",
    description: `Up to ${mostRows.toLocaleString("en-US")} readings as \`dataframe_split\`, ` +
      "`dataframe_records`, `inputs` or `instances`, or as CSV. Columns have the names of a reading, or those of " +
      "AI4I 2020. All predictions are stored before they are answered, or none.",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: frameSchema,
            examples: {
              dataframe_split: {
                value: {
                  dataframe_split: {
                    columns: Object.keys(exampleReading),
                    data: [Object.values(exampleReading)],
                  },
                },
              },
              dataframe_records: { value: { dataframe_records: [exampleReading] } },
              inputs: {
                value: {
                  inputs: Object.fromEntries(
                    Object.entries(exampleReading).map(([name, value]) => [name, [value]]),
                  ),
                },
              },
            },
          },
          "text/csv": {
            schema: z.string().min(1).meta({ description: "A header, and a reading on every line" }),
            example: exampleCsv,
          },
        },
      },
    },
    responses: {
      200: {
        description: "A prediction for each reading, in order",
        content: {
          "application/json": {
            schema: z.strictObject({ predictions: z.array(predictionSchema) }),
            example: { predictions: [examplePrediction] },
          },
        },
      },
      ...problemsAs(
        errorContent,
        ...bodyProblems,
        "CSV_MALFORMED",
        "TOO_MANY_ROWS",
        "FIELD_INVALID",
        "LOG_FULL",
        "LOG_UNAVAILABLE",
      ),
    },
  }, errorContent));
  for (const path of ["/ping", "/health"]) {
    registry.registerPath(operation(null, {
      method: "get",
      path,
      summary: "Readiness (MLflow)",
      description: "As `/readyz`, in the status alone.",
      responses: {
        421: foreign,
        500: internal,
        200: { description: "Ready", content: text },
        503: { description: "Not ready", content: text },
      },
    }, errorContent));
  }
  registry.registerPath(operation("read", {
    method: "get",
    path: "/version",
    summary: "Faultline's version (MLflow)",
    responses: {
      200: { description: "The version", content: text },
      ...problemsAs(errorContent),
    },
  }, errorContent));
}
