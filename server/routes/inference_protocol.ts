import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Prediction, risks } from "../../lib/contracts/prediction.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { mediaType } from "../media_type.ts";
import { readBody } from "../middleware/read_body.ts";
import { parseJson } from "../middleware/read_json.ts";
import { isRequestId } from "../middleware/request_id.ts";
import { bodyProblems, examplePrediction, exampleReading, operation, problemsAs } from "../openapi_parts.ts";
import { Problem } from "../problem.ts";
import {
  inferRequestSchema,
  type OutputName,
  outputNames,
  requiredInputs,
} from "../protocols/infer_request.ts";
import { predictWhole } from "../protocols/predict_whole.ts";
import { tensorRows } from "../protocols/tensor_rows.ts";
import { readFields } from "../read_fields.ts";
import { readiness } from "../readiness.ts";
import type { ServedModel } from "../served_models.ts";

/** What each output is made of. */
const outputs: Readonly<
  Record<OutputName, { datatype: "FP64" | "BOOL" | "BYTES"; of(prediction: Prediction): unknown }>
> = {
  probability: { datatype: "FP64", of: ({ probability }) => probability },
  failure: { datatype: "BOOL", of: ({ failure }) => failure },
  id: { datatype: "BYTES", of: ({ id }) => id },
  risk: { datatype: "BYTES", of: ({ risk }) => risk },
};

/** The tensors that a model takes and gives. */
const tensors = {
  inputs: requiredInputs.map((name) => ({
    name,
    datatype: (sensorColumns as readonly string[]).includes(name) ? "FP64" : "BYTES",
    shape: [-1],
  })),
  outputs: outputNames.map((name) => ({ name, datatype: outputs[name].datatype, shape: [-1] })),
};

/** A model's path, with and without a version. */
const modelPaths = ["/v2/models/:name", "/v2/models/:name/versions/:version"] as const;

/**
 * `GET /v2`, `/v2/health/live`, `/v2/health/ready`, and of a model its metadata, `…/ready` and `POST …/infer`: the
 * Open Inference Protocol over REST, with tensors in JSON (github.com/kserve/open-inference-protocol).
 */
export function inferenceProtocolRoutes(deps: Deps): Hono<AppEnv> {
  const { served, limits } = deps;
  const app = new Hono<AppEnv>();
  // The protocol's text has the path without, its OpenAPI document with a slash.
  for (const path of ["/v2", "/v2/"]) {
    app.get(path, (c) => c.json({ name: "faultline", version: deps.version, extensions: [] }));
  }
  app.get("/v2/health/live", (c) => c.json({ live: true }));
  app.get("/v2/health/ready", async (c) => {
    const { ready } = await readiness(deps);
    // `live` is what the protocol's text calls it here too.
    return c.json({ live: true, ready }, ready ? 200 : 503);
  });
  for (const path of modelPaths) {
    app.get(path, (c) => {
      const { name, version } = named(c, served.current());
      return c.json({ name, versions: [version], platform: "faultline_safetensors", ...tensors });
    });
    app.get(`${path}/ready`, async (c) => {
      const { name } = named(c, served.current());
      const { ready } = await readiness(deps);
      return c.json({ name, ready }, ready ? 200 : 503);
    });
    app.post(`${path}/infer`, async (c) => {
      const { headers } = c.req.raw;
      if (headers.has("inference-header-content-length")) throw binaryTensors();
      // Triton's client names no kind. A foreign page that does not is refused by its origin.
      if (headers.has("content-type")) mediaType(c, ["application/json"]);
      const model = named(c, served.current());
      const body = await readBody(c, limits.batchBytes, limits.bodyTimeoutMs);
      const request = readFields(parseJson(body), inferRequestSchema);
      const requestId = c.get("requestId");
      const kept = request.id && isRequestId(request.id) ? request.id : requestId;
      const { predictions } = await predictWhole(tensorRows(request), model, deps, kept);
      const wanted = request.outputs?.length ? request.outputs.map(({ name }) => name) : outputNames;
      return c.json({
        model_name: model.name,
        model_version: model.version,
        id: request.id ?? requestId,
        outputs: [...new Set(wanted)].map((name) => ({
          name,
          shape: [predictions.length],
          datatype: outputs[name].datatype,
          data: predictions.map(outputs[name].of),
        })),
      });
    });
  }
  return app;
}

/** The served model, if it is the one that the path names. */
function named(c: Context<AppEnv>, served: ServedModel): ServedModel {
  const { name, version = served.version } = c.req.param() as { name: string; version?: string };
  if (name === served.name && version === served.version) return served;
  throw new Problem("MODEL_NOT_SERVED", `the model served is ${served.name}, version ${served.version}`);
}

function binaryTensors(): Problem {
  return new Problem(
    "MEDIA_TYPE_UNSUPPORTED",
    "tensors in binary are not taken: send their data as JSON (binary_data=False in Triton's client)",
  );
}

const errorSchema = z.strictObject({ error: z.string().meta({ description: "What is wrong" }) })
  .meta({ id: "InferenceError", description: "An error as the Open Inference Protocol has it" });
const errorContent = { "application/json": { schema: errorSchema } };

const metadataTensorSchema = z.strictObject({
  name: z.string(),
  datatype: z.string(),
  shape: z.array(z.int()).meta({ description: "-1 for any number" }),
}).meta({ id: "TensorMetadata", description: "A tensor that a model takes or gives" });

const responseSchema = z.strictObject({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().meta({ description: "The request's id; where it had none, its X-Request-Id" }),
  outputs: z.array(z.union([
    z.strictObject({
      name: z.literal("probability"),
      shape: z.array(z.int()),
      datatype: z.literal("FP64"),
      data: z.array(z.number().min(0).max(1)),
    }),
    z.strictObject({
      name: z.literal("failure"),
      shape: z.array(z.int()),
      datatype: z.literal("BOOL"),
      data: z.array(z.boolean()),
    }),
    z.strictObject({
      name: z.literal("id"),
      shape: z.array(z.int()),
      datatype: z.literal("BYTES"),
      data: z.array(z.string()),
    }),
    z.strictObject({
      name: z.literal("risk"),
      shape: z.array(z.int()),
      datatype: z.literal("BYTES"),
      data: z.array(z.enum(risks)),
    }),
  ])),
}).meta({ id: "InferenceResponse", description: "Predictions as tensors, a column each" });

/** Documents the routes. */
export function registerInferenceProtocol(registry: OpenAPIRegistry): void {
  const json = (schema: z.ZodType, example?: unknown) => ({ "application/json": { schema, example } });
  const { 421: foreign, 500: internal } = problemsAs(errorContent);
  const open = { 421: foreign, 500: internal };
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v2",
    summary: "Show the server (Open Inference Protocol)",
    responses: {
      200: {
        description: "Its name and version",
        content: json(
          z.strictObject({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
          { name: "faultline", version: "1.0.0", extensions: [] },
        ),
      },
      ...problemsAs(errorContent),
    },
  }, errorContent));
  registry.registerPath(operation(null, {
    method: "get",
    path: "/v2/health/live",
    summary: "Liveness (Open Inference Protocol)",
    responses: {
      200: { description: "It lives", content: json(z.strictObject({ live: z.literal(true) })) },
      ...open,
    },
  }, errorContent));
  const readySchema = z.strictObject({ live: z.literal(true), ready: z.boolean() });
  registry.registerPath(operation(null, {
    method: "get",
    path: "/v2/health/ready",
    summary: "Readiness (Open Inference Protocol)",
    description: "As `/readyz`, without the reasons.",
    responses: {
      ...open,
      200: { description: "Ready", content: json(readySchema, { live: true, ready: true }) },
      503: { description: "Not ready", content: json(readySchema, { live: true, ready: false }) },
    },
  }, errorContent));

  const name = z.string().min(1).meta({ description: "The model's name" });
  const version = z.string().min(1).meta({ description: "The model's version" });
  const { name: modelName, version: modelVersion } = examplePrediction.model;
  for (const versioned of [false, true]) {
    const path = versioned ? "/v2/models/{name}/versions/{version}" : "/v2/models/{name}";
    const which = `Open Inference Protocol${versioned ? ", by version" : ""}`;
    const params = versioned ? z.strictObject({ name, version }) : z.strictObject({ name });
    registry.registerPath(operation("read", {
      method: "get",
      path,
      summary: `Show a model's tensors (${which})`,
      request: { params },
      responses: {
        200: {
          description: "What it takes and gives",
          content: json(
            z.strictObject({
              name: z.string(),
              versions: z.array(z.string()),
              platform: z.string(),
              inputs: z.array(metadataTensorSchema),
              outputs: z.array(metadataTensorSchema),
            }),
            { name: modelName, versions: [modelVersion], platform: "faultline_safetensors", ...tensors },
          ),
        },
        ...problemsAs(errorContent, "MODEL_NOT_SERVED"),
      },
    }, errorContent));
    const modelReady = z.strictObject({ name: z.string(), ready: z.boolean() });
    registry.registerPath(operation("read", {
      method: "get",
      path: `${path}/ready`,
      summary: `A model's readiness (${which})`,
      request: { params },
      responses: {
        ...problemsAs(errorContent, "MODEL_NOT_SERVED"),
        200: { description: "Ready", content: json(modelReady, { name: modelName, ready: true }) },
        503: { description: "Not ready", content: json(modelReady, { name: modelName, ready: false }) },
      },
    }, errorContent));
    registry.registerPath(operation("predict", {
      method: "post",
      path: `${path}/infer`,
      summary: `Predict from tensors (${which})`,
      description:
        "Readings as tensors in JSON, a column each. All predictions are stored before they are answered, " +
        "or none. Tensors in binary are refused.",
      request: {
        params,
        body: { required: true, content: json(inferRequestSchema, exampleRequest) },
      },
      responses: {
        200: {
          description: "Predictions as tensors",
          content: json(responseSchema, {
            model_name: modelName,
            model_version: modelVersion,
            id: exampleRequest.id,
            outputs: outputNames.map((name) => ({
              name,
              shape: [1],
              datatype: outputs[name].datatype,
              data: [outputs[name].of(examplePrediction)],
            })),
          }),
        },
        ...problemsAs(
          errorContent,
          ...bodyProblems,
          "MODEL_NOT_SERVED",
          "TOO_MANY_ROWS",
          "FIELD_INVALID",
          "LOG_FULL",
          "LOG_UNAVAILABLE",
        ),
      },
    }, errorContent));
  }
}

const exampleRequest = {
  id: "shift-2-0415",
  inputs: tensors.inputs.map(({ name, datatype }) => ({
    name,
    shape: [1],
    datatype,
    data: [exampleReading[name]],
  })),
};
