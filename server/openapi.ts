import { OpenApiGeneratorV31, OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { operation, problems, securitySchemes } from "./openapi_parts.ts";
import { registerProbes } from "./openapi_probes.ts";
import { registerBatch } from "./routes/batch.ts";
import { registerDrift } from "./routes/drift.ts";
import { registerInferenceProtocol } from "./routes/inference_protocol.ts";
import { registerMlflowScoring } from "./routes/mlflow_scoring.ts";
import { registerModel } from "./routes/model.ts";
import { registerOutcomes } from "./routes/outcomes.ts";
import { registerPredict } from "./routes/predict.ts";
import { registerPredictions } from "./routes/predictions.ts";

/** Everything that documents itself, in the order of the reference page. */
const registrations = [
  registerPredict,
  registerBatch,
  registerPredictions,
  registerOutcomes,
  registerDrift,
  registerModel,
  registerInferenceProtocol,
  registerMlflowScoring,
  registerProbes,
  registerReference,
];

/** The API as an OpenAPI 3.1 document, made from the schemas that check requests. */
export type OpenapiDocument = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

/**
 * Makes the document.
 *
 * @param version Faultline's own.
 */
export function openapiDocument(version: string): OpenapiDocument {
  const registry = new OpenAPIRegistry();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    registry.registerComponent("securitySchemes", name, scheme);
  }
  for (const register of registrations) register(registry);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Faultline",
      version,
      description:
        "Predicts machine failures from sensor readings. One reading in, the probability of a failure out. A prediction that was answered is stored. " +
        "Errors are `application/problem+json` with a stable `code`.",
    },
  });
}

function registerReference(registry: OpenAPIRegistry): void {
  registry.registerPath(operation("read", {
    method: "get",
    path: "/openapi.json",
    summary: "This document",
    responses: {
      200: {
        description: "OpenAPI 3.1",
        content: { "application/json": { schema: z.looseObject({ openapi: z.string() }) } },
      },
      ...problems(),
    },
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/docs",
    summary: "This document as a page",
    responses: {
      200: { description: "HTML without scripts", content: { "text/html": { schema: z.string() } } },
      ...problems(),
    },
  }));
}
