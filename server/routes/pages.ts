import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  predictionIdSchema,
  type StoredOutcome,
  type StoredPrediction,
} from "../../lib/contracts/prediction.ts";
import { outcomeId } from "../../lib/prediction_log/outcome_id.ts";
import { answer } from "../answer.ts";
import { idOfCursor } from "../cursor.ts";
import type { AppEnv, Deps } from "../deps.ts";
import { readForm } from "../middleware/read_form.ts";
import { fleetPage } from "../pages/fleet_page.ts";
import { fleetPath, fleetQuerySchema, usualOrder } from "../pages/fleet_query.ts";
import { machineCard } from "../pages/machine_card.ts";
import { readHistory } from "../pages/machine_history.ts";
import { machinePage, plotDays } from "../pages/machine_page.ts";
import { machinePath } from "../pages/machine_path.ts";
import { modelPage } from "../pages/model_page.ts";
import { icon, iconPath, pageStyle, stylePath } from "../pages/page_style.ts";
import { readFleet } from "../pages/read_fleet.ts";
import { readOutcomes } from "../pages/read_outcomes.ts";
import { outcomeOf, recordedNotice } from "../pages/recorded_notice.ts";
import { takeTyped, typedFrom, typedReading } from "../pages/try_form.ts";
import { tryPage } from "../pages/try_page.ts";
import { viewerOf } from "../pages/viewer.ts";
import { exampleReading } from "../openapi_parts.ts";
import { Problem } from "../problem.ts";
import { readQuery } from "../read_query.ts";
import { curlCommand } from "../reference/curl_command.ts";
import { localPath } from "./sign_in.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Predictions a page of a machine's table, and points a plot. */
const pagePredictions = 25;
const plotPieces = 240;

const machineQuerySchema = z.strictObject({
  id: z.string().optional(),
  days: z.enum(plotDays).default("1"),
  cursor: z.string().optional(),
  recorded: predictionIdSchema.optional(),
});

const tryQuerySchema = z.strictObject({
  prediction: predictionIdSchema.optional(),
  example: z.literal("1").optional(),
});

/** An address that changes with what is there. */
const forEver = { "cache-control": "public, max-age=31536000, immutable" };

/** What a person sees: the fleet, a machine, a form to try a reading, the model; and the one click that tells an outcome. */
export function pagesRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const { predictions, served, metrics, monitor, refusals, newId, now } = deps;

  app.get(
    stylePath,
    (c) => c.body(pageStyle, 200, { "content-type": "text/css; charset=utf-8", ...forEver }),
  );
  // Pages without a link to it, such as the API's, are asked for it by its old name.
  app.on(
    "GET",
    [iconPath, "/favicon.ico"],
    (c) => c.body(icon, 200, { "content-type": "image/svg+xml", "cache-control": "max-age=86400" }),
  );

  app.get("/", async (c) => {
    const { recorded, order, ...asked } = readQuery(c, fleetQuerySchema);
    const query = { ...asked, order: order ?? usualOrder(asked.sort) };
    const time = now();
    const model = served.current();
    const viewer = viewerOf(c, deps);
    const [fleet, told, day, notice] = await Promise.all([
      readFleet(predictions, query, time),
      readOutcomes(predictions, time - 30 * dayMs),
      predictions.counts({ since: time - dayMs }),
      noticeOf(recorded, fleetPath(query), time),
    ]);
    const card = {
      predictions,
      served: model,
      now: time,
      to: fleetPath(query),
      mayPredict: viewer.mayPredict,
    };
    const cards = await Promise.all(fleet.worst.map((state) => machineCard(state, card)));
    const firstCommand = fleet.total === 0 ? commandFor(new URL(c.req.url).origin, deps) : "";
    return c.html(fleetPage({
      ...{ fleet, query, cards, told, day, viewer, firstCommand, notice },
      ...{ served: model, now: time, report: monitor.latest()?.report },
    }));
  });

  // `.` and `..`, which no path can name, come in the query.
  app.get("/machines", (c) => {
    const { id } = readQuery(c, machineQuerySchema);
    return id === undefined ? c.redirect("/", 303) : showMachine(c, id);
  });
  app.get("/machines/:id", (c) => showMachine(c, c.req.param("id")));

  async function showMachine(c: Context<AppEnv>, machine_id: string): Promise<Response> {
    const { days, cursor, recorded } = readQuery(c, machineQuerySchema);
    const time = now();
    const before = cursor === undefined ? undefined : idOfCursor(cursor);
    const [latest] = await predictions.list({ machine_id, limit: 1 });
    if (!latest) throw new Problem("NOT_FOUND", "no prediction of a machine of this name is kept");
    const until = Math.max(time, Date.parse(latest.at)) + 1;
    const since = until - Number(days) * dayMs;
    const url = new URL(c.req.url);
    url.searchParams.delete("recorded");
    const to = localPath(url.pathname + url.search);
    const [history, found, notice] = await Promise.all([
      readHistory(predictions, { machine_id, since, until, pieces: plotPieces }),
      predictions.list({ machine_id, before, limit: pagePredictions + 1 }),
      noticeOf(recorded, to, time),
    ]);
    const page = found.slice(0, pagePredictions);
    const outcomes = await outcomesOf(machine_id, [latest, ...page]);
    const { machinePlots } = await import("../pages/machine_plots.ts");
    const plots = history.predictions.length === 0
      ? ""
      : machinePlots({ predictions: history.predictions, since, until });
    return c.html(machinePage({
      ...{ latest, days, history, plots, predictions: page, older: found.length > page.length },
      ...{ newest: before === undefined, outcomes, served: served.current(), viewer: viewerOf(c, deps) },
      ...{ now: time, to, notice },
    }));
  }

  /** What was recorded of some predictions of a machine. */
  async function outcomesOf(
    machine_id: string,
    of: readonly StoredPrediction[],
  ): Promise<Map<string, StoredOutcome>> {
    const since = Math.min(...of.map(({ at }) => Date.parse(at)));
    const found = await predictions.outcomes({ machine_id, since, limit: 1000 });
    return new Map(
      found.flatMap((outcome) => outcome.prediction_id === null ? [] : [[outcome.prediction_id, outcome]]),
    );
  }

  async function noticeOf(recorded: string | undefined, to: string, time: number) {
    const outcome = recorded && await outcomeOf(predictions, recorded.toLowerCase());
    return outcome ? recordedNotice(outcome, { now: time, to }) : "";
  }

  app.post("/outcomes", async (c) => {
    const form = await readForm(c, deps);
    const id = predictionIdSchema.safeParse(form.get("prediction_id"));
    const prediction = id.success ? await predictions.find(id.data.toLowerCase()) : undefined;
    if (!prediction) {
      throw new Problem("PREDICTION_NOT_FOUND", "there is no prediction of this prediction_id");
    }
    const outcome = form.get("outcome");
    if (outcome !== "failure" && outcome !== "fine") {
      const allowed = ["failure", "fine"];
      throw new Problem("FIELD_INVALID", "outcome must be one of failure, fine", {
        errors: [{ field: "outcome", message: "must be one of failure, fine", allowed }],
      });
    }
    const failure = outcome === "failure";
    // A program may have told the failure's mode; saying the same again does not take it back.
    const known = await outcomeOf(predictions, prediction.id);
    await predictions.recordOutcome({
      id: outcomeId({ prediction_id: prediction.id, failure }),
      prediction_id: prediction.id,
      machine_id: prediction.machine_id,
      at: prediction.at,
      failure,
      mode: known?.failure === failure ? known.mode : null,
      recorded_at: new Date(now()).toISOString(),
      recorded_by: c.get("principal")?.name ?? null,
    });
    const to = new URL(localPath(form.get("to") ?? machinePath(prediction.machine_id)), "http://localhost");
    to.searchParams.set("recorded", prediction.id);
    return c.redirect(`${to.pathname}${to.search}#recorded`, 303);
  });

  app.get("/try", async (c) => {
    const { prediction: id, example } = readQuery(c, tryQuerySchema);
    const prediction = id && await predictions.find(id.toLowerCase());
    if (id && !prediction) throw new Problem("PREDICTION_NOT_FOUND", "there is no prediction of this id");
    const typed = typedFrom(
      prediction ? prediction.reading : example && exampleReading,
    );
    const page = { typed, faults: [], served: served.current(), viewer: viewerOf(c, deps), now: now() };
    return c.html(tryPage({ ...page, prediction: prediction || undefined }));
  });

  app.post("/try", async (c) => {
    const typed = typedReading(await readForm(c, deps));
    const { reading, faults } = takeTyped(typed);
    const model = served.current();
    if (!reading) {
      refusals.refused(faults);
      return c.html(tryPage({ typed, faults, served: model, viewer: viewerOf(c, deps), now: now() }), 422);
    }
    const prediction = answer(model, reading, { newId, requestId: c.get("requestId") });
    await predictions.append([prediction]);
    metrics.predicted(prediction.failure ? 1 : 0, prediction.failure ? 0 : 1);
    refusals.taken(1);
    // Looking at the answer again predicts nothing again.
    return c.redirect(`/try?prediction=${prediction.id}`, 303);
  });

  app.get("/model", (c) => c.html(modelPage(served.current(), viewerOf(c, deps), now())));

  return app;
}

/** A command that sends a reading to this server. */
function commandFor(origin: string, { keys }: Deps): string {
  return curlCommand({
    method: "post",
    url: `${origin}/v1/predict`,
    key: keys !== undefined,
    contentType: "application/json",
    body: JSON.stringify(exampleReading, null, 2),
  });
}
