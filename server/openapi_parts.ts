import type { ResponseConfig, RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { longestRequestId, type Prediction, type StoredPrediction } from "../lib/contracts/prediction.ts";
import type { Reading } from "../lib/contracts/reading.ts";
import type { Scope } from "./keys.ts";
import { type ProblemCode, problemCodes, problemTitles } from "./problem.ts";
import { problemSchema } from "./problem_schema.ts";

/** The ways in which a caller shows a key. */
export const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "A key as `Authorization: Bearer KEY`" },
  api_key: { type: "apiKey", in: "header", name: "X-API-Key", description: "A key as `X-API-Key: KEY`" },
} as const;

/** A caller's own id of a request. Any is taken: one that cannot be used is as good as none. */
const requestIdHeader = z.strictObject({
  "X-Request-Id": z.string().optional().meta({
    description:
      `The caller's id of this request, returned and stored: 1 to ${longestRequestId} visible ASCII ` +
      "characters. One is made where none, or another, is given",
  }),
});

/** A response without what every response has. */
type Responses = Record<string, ResponseConfig>;

/**
 * A route of the API with what all of them have in common: the key it needs, the request id, the answers that come
 * from in front of every handler, and an operation id made of method and path.
 *
 * @param scope What the key must allow; null for a route that is open to everybody.
 * @param content How the route writes problems.
 */
export function operation(
  scope: Scope | null,
  route: RouteConfig & { responses: Responses },
  content = problemContent,
): RouteConfig {
  const needs = scope === null ? "Needs no key." : `Needs a key with the scope \`${scope}\`.`;
  const responses = Object.entries({ ...route.responses, ...scope === null ? {} : problemsAs(content) });
  return {
    ...route,
    operationId: operationIdOf(route.method, route.path),
    description: route.description ? `${route.description} ${needs}` : needs,
    security: scope === null ? [] : Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    request: { headers: requestIdHeader, ...route.request },
    responses: Object.fromEntries(responses.map(([status, response]) => [status, withRequestId(response)])),
  };
}

/** Names an operation: `post_v1_predict`. */
function operationIdOf(method: string, path: string): string {
  return `${method}${path.replace(/\W+/g, "_")}`.replace(/_$/, "");
}

function withRequestId(response: ResponseConfig): ResponseConfig {
  const id = { description: "The request's id", required: true, schema: { type: "string" as const } };
  return { ...response, headers: { "X-Request-Id": id, ...response.headers as object } };
}

/** Codes of problems that come before a handler is reached. */
const everywhere: readonly ProblemCode[] = [
  ...["KEY_MISSING", "KEY_UNKNOWN", "SCOPE_MISSING", "ORIGIN_FOREIGN", "HOST_FOREIGN"] as const,
  ...["RATE_LIMITED", "INTERNAL"] as const,
];

/** Codes of problems with a body as such. */
export const bodyProblems: readonly ProblemCode[] = [
  ...["JSON_MALFORMED", "JSON_TOO_DEEP", "BODY_ENCODING", "BODY_INCOMPLETE"] as const,
  ...["BODY_TIMEOUT", "BODY_TOO_LARGE", "MEDIA_TYPE_UNSUPPORTED"] as const,
];

const headersOf: Readonly<Record<number, Readonly<Record<string, string>> | undefined>> = {
  401: { "WWW-Authenticate": "How to show a key" },
  429: { "Retry-After": "Seconds to wait" },
  503: { "Retry-After": "Seconds to wait" },
};

/** How problems are written where no other protocol says otherwise: RFC 9457. */
const problemContent: NonNullable<ResponseConfig["content"]> = {
  "application/problem+json": { schema: problemSchema },
};

/** The responses that some problems make, by status, with those that every route may answer. */
export function problems(...codes: readonly ProblemCode[]): Responses {
  return problemsAs(problemContent, ...codes);
}

/** The same, written as another protocol has it. */
export function problemsAs(
  content: NonNullable<ResponseConfig["content"]>,
  ...codes: readonly ProblemCode[]
): Responses {
  const byStatus = Map.groupBy(new Set([...codes, ...everywhere]), (code) => problemCodes[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, {
      description: codes.map((code) => `\`${code}\`: ${problemTitles[code]}`).join(". "),
      content,
      headers: Object.fromEntries(
        Object.entries(headersOf[status] ?? {}).map(([name, description]) => [name, {
          description,
          schema: { type: "string" as const },
        }]),
      ),
    }]),
  );
}

/** A reading that is about to fail: worn, and strained beyond what a tool of type L bears. */
export const exampleReading: Reading = {
  machine_id: "lathe 7",
  type: "L",
  air_temperature_k: 298.9,
  process_temperature_k: 309.1,
  rotational_speed_rpm: 1384,
  torque_nm: 60.7,
  tool_wear_min: 216,
};

/** What a model may say of it. */
export const examplePrediction: Prediction = {
  id: "019c1428-9180-7f2e-8c1d-0b4f5a6e7d21",
  machine_id: exampleReading.machine_id,
  failure: true,
  probability: 0.91,
  threshold: 0.34,
  risk: "high",
  model: { name: "machine-failure", version: "3f9c2a71b04e" },
  at: "2026-01-31T14:00:00.000Z",
};

/** The same as it is stored. */
export const exampleStoredPrediction: StoredPrediction = {
  ...examplePrediction,
  reading: exampleReading,
  request_id: "shift-2-0415",
};

/** The same as a batch of CSV. */
export const exampleCsv = `${Object.keys(exampleReading).join(",")}\n${
  Object.values(exampleReading).join(",")
}\n`;
export const exampleCsvAnswer =
  "id,machine_id,failure,probability,threshold,risk,model_name,model_version,at,error_code,error\n" +
  `${examplePrediction.id},lathe 7,1,0.91,0.34,high,machine-failure,3f9c2a71b04e,${examplePrediction.at},,\n`;
