import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { operation, problems } from "./openapi_parts.ts";

const readinessSchema = z.strictObject({
  status: z.enum(["ready", "not ready"]),
  checks: z.record(
    z.string(),
    z.strictObject({
      ok: z.boolean(),
      reason: z.string().optional().meta({ description: "Why not, for callers who may read" }),
    }),
  ),
}).meta({ id: "Readiness", description: "Whether the server can predict and store now" });

/** Documents what orchestrators and Prometheus ask. */
export function registerProbes(registry: OpenAPIRegistry): void {
  registry.registerPath(operation(null, {
    method: "get",
    path: "/healthz",
    summary: "Liveness",
    description: "The process lives.",
    responses: {
      200: {
        description: "It does",
        content: { "application/json": { schema: z.strictObject({ status: z.literal("alive") }) } },
      },
      ...probeProblems(),
    },
  }));
  const readiness = (status: "ready" | "not ready", ok: boolean) => ({
    "application/json": {
      schema: readinessSchema,
      example: { status, checks: { accepting: { ok: true }, model: { ok: true }, prediction_log: { ok } } },
    },
  });
  registry.registerPath(operation(null, {
    method: "get",
    path: "/readyz",
    summary: "Readiness",
    description:
      "A model answers, predictions can be stored, scoring is not stuck, and the server is not stopping.",
    responses: {
      ...probeProblems(),
      200: { description: "Ready", content: readiness("ready", true) },
      503: { description: "Not ready, and why", content: readiness("not ready", false) },
    },
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/metrics",
    summary: "Metrics",
    description: "Counters and gauges in Prometheus' text format.",
    responses: {
      200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
      ...problems(),
    },
  }));
}

/** What an open route can still refuse. */
function probeProblems() {
  const { 421: foreign, 500: internal } = problems();
  return { 421: foreign, 500: internal };
}
