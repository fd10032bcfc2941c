import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { predictionSchema } from "../../lib/contracts/prediction.ts";
import { readingSchema } from "../../lib/contracts/reading.ts";
import { answerBatch, renderBatch } from "../batch/answer_batch.ts";
import { type BatchFormat, mostRows } from "../batch/batch_format.ts";
import { csvBatch } from "../batch/csv_batch.ts";
import { jsonBatch } from "../batch/json_batch.ts";
import { ndjsonBatch } from "../batch/ndjson_batch.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { mediaType } from "../media_type.ts";
import { readBody } from "../middleware/read_body.ts";
import {
  bodyProblems,
  exampleCsv,
  exampleCsvAnswer,
  examplePrediction,
  exampleReading,
  operation,
  problems,
} from "../openapi_parts.ts";
import { fieldFaultSchema } from "../problem_schema.ts";

const formats = {
  "application/json": jsonBatch,
  "application/x-ndjson": ndjsonBatch,
  "text/csv": csvBatch,
} satisfies Record<string, BatchFormat>;
const kinds = Object.keys(formats) as (keyof typeof formats)[];

/** `POST /v1/predict/batch`: many readings in, an answer or an error for each out, kept together. */
export function batchRoutes({ served, predictions, metrics, refusals, newId, limits }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post("/v1/predict/batch", async (c) => {
    const kind = mediaType(c, kinds);
    const format = formats[kind];
    const rows = format.read(await readBody(c, limits.batchBytes, limits.bodyTimeoutMs));
    const answered = await answerBatch(rows, served.current(), {
      newId,
      requestId: c.get("requestId"),
      onRefused: refusals.refused,
    });
    const kept = answered.predictions.length > 0 ? predictions.append(answered.predictions) : undefined;
    // The text is made while the log writes.
    const [text] = await Promise.all([renderBatch(answered, format), kept]);
    const failures = answered.predictions.filter(({ failure }) => failure).length;
    metrics.predicted(failures, answered.predictions.length - failures);
    refusals.taken(answered.predictions.length);
    const type = kind === "text/csv" ? "text/csv; charset=utf-8; header=present" : kind;
    return c.body(text, 200, { "content-type": type });
  });
  return app;
}

const rowErrorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), detail: z.string(), errors: z.array(fieldFaultSchema) }),
}).meta({ id: "RowError", description: "Why a row of a batch has no answer" });

/** Documents the route. */
export function registerBatch(registry: OpenAPIRegistry): void {
  const rowError = {
    error: {
      code: "FIELD_INVALID",
      detail: '1.torque_nm must be a finite number, current value: "high"',
      errors: [{ field: "1.torque_nm", message: 'must be a finite number, current value: "high"' }],
    },
  };
  registry.registerPath(operation("predict", {
    method: "post",
    path: "/v1/predict/batch",
    summary: "Predict from many readings",
    description:
      `Up to ${mostRows.toLocaleString("en-US")} readings as a JSON array, as NDJSON, or as CSV with a ` +
      "header (by these names, or those of AI4I 2020; training columns may be there). The answer is of the same " +
      "kind, and every row answers or has its own error, in order. All predictions of a batch are stored before " +
      "it is answered, or none. In CSV a text that begins like a formula gets an apostrophe in front.",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.array(readingSchema).min(1).max(mostRows),
            example: [exampleReading],
          },
          "application/x-ndjson": {
            schema: z.string().min(1).meta({ description: "A reading as JSON on every line" }),
            example: `${JSON.stringify(exampleReading)}\n`,
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
        description: "An answer or an error for each reading, in order",
        content: {
          "application/json": {
            schema: z.array(z.union([predictionSchema, rowErrorSchema])),
            example: [examplePrediction, rowError],
          },
          "application/x-ndjson": {
            schema: z.string(),
            example: `${JSON.stringify(examplePrediction)}\n${JSON.stringify(rowError)}\n`,
          },
          "text/csv": { schema: z.string(), example: exampleCsvAnswer },
        },
      },
      ...problems(
        ...bodyProblems,
        "CSV_MALFORMED",
        "TOO_MANY_ROWS",
        "FIELD_INVALID",
        "LOG_FULL",
        "LOG_UNAVAILABLE",
      ),
    },
  }));
}
