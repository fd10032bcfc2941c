import type { OpenAPIRegistry } from "@asteasolutions/zod-to-openapi";
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  driftReportRowSchema,
  monitorReportSchema,
  performanceSchema,
} from "../../lib/contracts/monitor_report.ts";
import { parseMoment } from "../../lib/duration.ts";
import { FaultlineError } from "../../lib/errors.ts";
import type { MadeReport } from "../../lib/monitor/monitor_messages.ts";
import type { AppEnv, Deps } from "../deps.ts";
import type { MonitorQuestion } from "../monitor.ts";
import { operation, problems } from "../openapi_parts.ts";
import { driftSitePage } from "../pages/drift_page.ts";
import { viewerOf } from "../pages/viewer.ts";
import { Problem, type ProblemCode } from "../problem.ts";
import { readQuery } from "../read_query.ts";

// What it must be is told by `momentOf`; the pattern is the document's.
const sinceField = z.string().optional().meta({
  description: "The window's begin: how long ago, as 30m, 24h or 7d (the default), or a time; write + as %2B",
  pattern: "^(\\d{1,9}[smhd]|\\d{4}-\\d{2}-\\d{2}T.{1,40})$",
});

const driftQuerySchema = z.strictObject({
  since: sinceField,
  method: z.string().min(1).max(40).optional().meta({
    description:
      "A drift test for every column: one that compares numbers and categories both, such as psi. " +
      "By default each column's size and kind decide",
  }),
});
const performanceQuerySchema = z.strictObject({ since: sinceField });

const historySchema = z.strictObject({ items: z.array(driftReportRowSchema) })
  .meta({ id: "DriftHistory", description: "Reports of the past, newest first" });

/** `GET /v1/drift`, `/v1/drift/history`, `/v1/performance` and the page `/drift`: what has changed since training. */
export function driftRoutes(deps: Deps): Hono<AppEnv> {
  const { monitor, now } = deps;
  const app = new Hono<AppEnv>();
  app.get("/v1/drift", async (c) => c.json((await made(readQuery(c, driftQuerySchema))).report));
  app.get("/v1/drift/history", async (c) => {
    readQuery(c, z.strictObject({}));
    const { history, historyFault } = await made({});
    if (historyFault !== null) throw unavailable(new FaultlineError("LOG_UNAVAILABLE", historyFault));
    return c.json({ items: history });
  });
  app.get(
    "/v1/performance",
    async (c) => c.json((await made(readQuery(c, performanceQuerySchema))).report.performance),
  );
  app.get("/drift", (c) => showPage(c));

  async function showPage(c: Context<AppEnv>): Promise<Response> {
    const { report, body, historyFault } = await made(readQuery(c, driftQuerySchema));
    return c.html(await driftSitePage({ body, report, historyFault, viewer: viewerOf(c, deps), now: now() }));
  }

  async function made({ since, method }: { since?: string; method?: string }): Promise<MadeReport> {
    const question: MonitorQuestion = { since: momentOf(since), asked: since, method };
    if (method !== undefined) await checkMethod(method);
    try {
      return await monitor.report(question);
    } catch (error) {
      throw error instanceof FaultlineError ? unavailable(error) : error;
    }
  }

  function momentOf(since: string | undefined): number | undefined {
    if (since === undefined) return undefined;
    const moment = parseMoment(since, now());
    if (moment !== undefined && moment <= now()) return moment;
    const message = `must be a time of the past or how long ago, as 24h, current value: ${
      JSON.stringify(since.slice(0, 60).toWellFormed())
    }`;
    throw new Problem("QUERY_INVALID", `since ${message}`, { errors: [{ field: "since", message }] });
  }
  return app;
}

/**
 * Refuses a test that does not take every column of a reading: numbers and categories.
 *
 * @throws {Problem} `DRIFT_METHOD` with those that do.
 */
async function checkMethod(method: string): Promise<void> {
  // Nobody else on this thread needs the tests.
  const { categoryTests, numberTests } = await import("../../lib/drift/registry.ts");
  const ofNumbers = numberTests.map(({ name }) => name), ofCategories = categoryTests.map(({ name }) => name);
  const allowed = ofNumbers.filter((name) => ofCategories.includes(name));
  if (allowed.includes(method)) return;
  const why = ofNumbers.includes(method)
    ? `${method} compares numbers alone`
    : ofCategories.includes(method)
    ? `${method} compares categories alone`
    : `there is no drift test ${JSON.stringify(method.toWellFormed())}`;
  const message = `must be one of ${allowed.join(", ")}, which compare numbers and categories both: ${why}`;
  throw new Problem("DRIFT_METHOD", `method ${message}`, { errors: [{ field: "method", message, allowed }] });
}

/** What is wrong inside is the log's to know. */
function unavailable(cause: FaultlineError): Problem {
  const detail = cause.code === "MODEL_NOT_FOUND"
    ? "the model that is served is no longer in its folder; reload it"
    : "no report can be made now; the server's log knows more under this request id";
  return new Problem("REPORT_UNAVAILABLE", detail, { cause, headers: { "retry-after": "10" } });
}

/** Documents the routes. */
export function registerDrift(registry: OpenAPIRegistry): void {
  const json = (description: string, schema: z.ZodType, ...codes: ProblemCode[]) => ({
    200: { description, content: { "application/json": { schema } } },
    ...problems("QUERY_INVALID", "REPORT_UNAVAILABLE", ...codes),
  });
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/drift",
    summary: "Compare stored predictions with the model's reference",
    description:
      "What was found, with names; the verdict is an alarm when a finding is one. Made on request, and given " +
      "again for a minute.",
    request: { query: driftQuerySchema },
    responses: json("The report", monitorReportSchema, "DRIFT_METHOD"),
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/drift/history",
    summary: "List the reports of the past",
    responses: json("Reports that were made on schedule", historySchema),
  }));
  registry.registerPath(operation("read", {
    method: "get",
    path: "/v1/performance",
    summary: "Score the model on outcomes",
    description:
      "Real scores where outcomes came back, an estimate from the probabilities, and the held-out scores.",
    request: { query: performanceQuerySchema },
    responses: json("The scores", performanceSchema),
  }));
}
