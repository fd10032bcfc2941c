import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { Hono } from "hono";
import { z } from "zod";
import { type Outcome, outcomeSchema, storedOutcomeSchema } from "../../lib/contracts/prediction.ts";
import { outcomeId } from "../../lib/prediction_log/outcome_id.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { fieldProblem } from "../field_problem.ts";
import { mediaType } from "../media_type.ts";
import { parseJson } from "../middleware/read_json.ts";
import { readBody } from "../middleware/read_body.ts";
import { bodyProblems, examplePrediction, operation, problems } from "../openapi_parts.ts";
import { Problem } from "../problem.ts";
import { limitField, machineField, timeField } from "../query_fields.ts";
import { readFields } from "../read_fields.ts";
import { readQuery } from "../read_query.ts";

const querySchema = z.strictObject({
  machine_id: machineField,
  since: timeField("Only outcomes of this time or later"),
  limit: limitField,
});

const listSchema = z.strictObject({ items: z.array(storedOutcomeSchema) })
  .meta({ id: "OutcomeList", description: "Outcomes, newest first" });

const [ofPrediction, ofMachine] = outcomeSchema.options;

/** `POST /v1/outcomes` and `GET /v1/outcomes`: what really happened. */
export function outcomesRoutes({ predictions, now, limits }: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post("/v1/outcomes", async (c) => {
    mediaType(c, ["application/json"]);
    const value = parseJson(await readBody(c, limits.bodyBytes, limits.bodyTimeoutMs));
    const outcome = readOutcome(value);
    const { prediction_id, machine_id, at } = await subjectOf(outcome, predictions);
    const stored = {
      id: outcomeId(outcome),
      prediction_id,
      machine_id,
      at,
      failure: outcome.failure,
      mode: outcome.mode ?? null,
      recorded_at: new Date(now()).toISOString(),
      recorded_by: c.get("principal")?.name ?? null,
    };
    await predictions.recordOutcome(stored);
    return c.json(stored);
  });
  app.get("/v1/outcomes", async (c) => {
    return c.json({ items: await predictions.outcomes(readQuery(c, querySchema)) });
  });
  return app;
}

/** The schema of the kind that was meant: its faults say more than those of both kinds would. */
function readOutcome(value: unknown): Outcome {
  const meant = typeof value === "object" && value !== null && Object.hasOwn(value, "prediction_id");
  return readFields(value, meant ? ofPrediction : ofMachine);
}

/** What an outcome is told of. */
async function subjectOf(
  outcome: Outcome,
  predictions: PredictionLog,
): Promise<{ prediction_id: string | null; machine_id: string; at: string }> {
  if ("prediction_id" in outcome) {
    const prediction = await predictions.find(outcome.prediction_id.toLowerCase());
    if (!prediction) {
      throw new Problem("PREDICTION_NOT_FOUND", "there is no prediction of this prediction_id");
    }
    return { prediction_id: prediction.id, machine_id: prediction.machine_id, at: prediction.at };
  }
  const at = new Date(outcome.at).toISOString();
  if (at.length !== 24) {
    // An offset can carry the first and the last day of four-digit years out of them.
    throw fieldProblem([{ field: "at", message: "must lie in the years 0 to 9999 in UTC" }]);
  }
  return { prediction_id: null, machine_id: outcome.machine_id, at };
}

/** Documents the routes. */
export function registerOutcomes(registry: OpenAPIRegistry): void {
  const example = {
    id: `prediction:${examplePrediction.id}`,
    prediction_id: examplePrediction.id,
    machine_id: examplePrediction.machine_id,
    at: examplePrediction.at,
    failure: true,
    mode: "osf" as const,
    recorded_at: "2026-01-31T14:05:00.000Z",
    recorded_by: "shop-floor",
  };
  registry.registerPath(operation("predict", {
    method: "post",
    path: "/v1/outcomes",
    summary: "Tell what really happened",
    description:
      "Of a prediction, or of a machine at a time. Told again it is the same outcome, so a caller may " +
      "repeat it; told otherwise it corrects the one before. It is stored before it is answered.",
    request: {
      body: {
        required: true,
        content: {
          "application/json": {
            schema: outcomeSchema,
            examples: {
              prediction: { value: { prediction_id: examplePrediction.id, failure: true, mode: "osf" } },
              machine: { value: { machine_id: "lathe 7", at: "2026-01-31T14:00:00Z", failure: false } },
            },
          },
        },
      },
    },
    responses: {
      200: {
        description: "The outcome as it is stored",
        content: { "application/json": { schema: storedOutcomeSchema, example } },
      },
      ...problems(
        ...bodyProblems,
        "PREDICTION_NOT_FOUND",
        "FIELD_INVALID",
        "LOG_FULL",
        "LOG_UNAVAILABLE",
      ),
    },
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/outcomes",
    summary: "List outcomes",
    description: "Newest first, by the time they are told of.",
    request: { query: querySchema },
    responses: {
      200: {
        description: "Outcomes",
        content: { "application/json": { schema: listSchema, example: { items: [example] } } },
      },
      ...problems("QUERY_INVALID", "LOG_UNAVAILABLE"),
    },
  }));
}
