import { Hono } from "hono";
import type { AppEnv, Deps } from "./deps.ts";
import { answerError, throwErrors } from "./middleware/answer_error.ts";
import { answerUnmatched } from "./middleware/answer_unmatched.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { createFailedKeys } from "./middleware/failed_keys.ts";
import { measure } from "./middleware/measure.ts";
import { rateLimit } from "./middleware/rate_limit.ts";
import { requestId } from "./middleware/request_id.ts";
import { sameOrigin } from "./middleware/same_origin.ts";
import { securityHeaders } from "./middleware/security_headers.ts";
import { batchRoutes } from "./routes/batch.ts";
import { docsRoutes } from "./routes/docs.ts";
import { driftRoutes } from "./routes/drift.ts";
import { healthRoutes } from "./routes/health.ts";
import { inferenceProtocolRoutes } from "./routes/inference_protocol.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { mlflowScoringRoutes } from "./routes/mlflow_scoring.ts";
import { modelRoutes } from "./routes/model.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { outcomesRoutes } from "./routes/outcomes.ts";
import { pagesRoutes } from "./routes/pages.ts";
import { predictionsRoutes } from "./routes/predictions.ts";
import { predictRoutes } from "./routes/predict.ts";
import { signInRoutes } from "./routes/sign_in.ts";

/** The whole server but its port: what every request passes, and the routes. Opens nothing. */
export function createApp(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const failedKeys = createFailedKeys({ now: deps.now });

  // What is refused further down still has its id and headers, and is counted.
  app.use(requestId(deps), securityHeaders(), measure(deps));
  app.use(sameOrigin(deps), authenticate(deps, failedKeys));
  if (deps.limits.ratePerMinute > 0) app.use(rateLimit(deps));
  app.use(throwErrors());

  for (
    const routes of [
      healthRoutes(deps),
      metricsRoutes(deps),
      signInRoutes(deps, failedKeys),
      predictRoutes(deps),
      batchRoutes(deps),
      predictionsRoutes(deps),
      outcomesRoutes(deps),
      driftRoutes(deps),
      modelRoutes(deps),
      inferenceProtocolRoutes(deps),
      mlflowScoringRoutes(deps),
      openapiRoutes(deps),
      docsRoutes(deps),
      pagesRoutes(deps),
    ]
  ) app.route("/", routes);

  app.notFound(answerUnmatched(app));
  app.onError(answerError(deps));
  return app;
}
