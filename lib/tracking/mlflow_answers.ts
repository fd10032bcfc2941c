import { z } from "zod";

/** Numbers that older servers write as text. */
const ms = z.coerce.number();

const pairs = z.array(z.object({ key: z.string(), value: z.string().default("") })).default([]);

/** `experiments/get-by-name`. */
export const experimentAnswer = z.object({
  experiment: z.object({
    experiment_id: z.string(),
    lifecycle_stage: z.string().default("active"),
    artifact_location: z.string().default(""),
  }),
});

/** `experiments/create`. */
export const experimentMadeAnswer = z.object({ experiment_id: z.string() });

const run = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    artifact_uri: z.string().default(""),
    status: z.string().default("RUNNING"),
    lifecycle_stage: z.string().default("active"),
    start_time: ms.default(0),
  }),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string() })).default([]) }).default({
    model_outputs: [],
  }),
});

/** `runs/create` and `runs/get`. */
export const runAnswer = z.object({ run });

/** `runs/search`. */
export const runsAnswer = z.object({ runs: z.array(run).default([]) });

const loggedModel = z.object({
  info: z.object({
    model_id: z.string(),
    name: z.string().default(""),
    artifact_uri: z.string(),
    status: z.string().default(""),
    source_run_id: z.string().default(""),
    creation_timestamp_ms: ms.default(0),
    tags: pairs,
  }),
});

/** `logged-models` and `logged-models/ID`. */
export const loggedModelAnswer = z.object({ model: loggedModel });

/** `logged-models/search`. */
export const loggedModelsAnswer = z.object({ models: z.array(loggedModel).default([]) });

/** A version of a registered model, as the server describes it. */
export const modelVersion = z.object({
  name: z.string(),
  version: z.coerce.string(),
  creation_timestamp: ms.default(0),
  source: z.string().default(""),
  run_id: z.string().default(""),
  model_id: z.string().nullish(),
  tags: pairs,
});

/** `model-versions/get`, `model-versions/create` and `registered-models/alias`. */
export const modelVersionAnswer = z.object({ model_version: modelVersion });

/** `model-versions/search`. */
export const modelVersionsAnswer = z.object({
  model_versions: z.array(modelVersion).default([]),
  next_page_token: z.string().default(""),
});

/** `registered-models/get`. */
export const registeredModelAnswer = z.object({
  registered_model: z.object({
    tags: pairs,
    aliases: z.array(z.object({ alias: z.string(), version: z.coerce.string() })).default([]),
  }),
});

/** `model-versions/get-download-uri`. */
export const downloadUriAnswer = z.object({ artifact_uri: z.string() });
