import { Hono } from "hono";
import type { AppEnv, Deps } from "../deps.ts";
import type { OpenapiDocument } from "../openapi.ts";
import { referencePage } from "../reference/reference_page.ts";

/** `GET /docs`: the API as a person reads it. */
export function docsRoutes({ version }: Pick<Deps, "version">): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  let document: OpenapiDocument | undefined;
  app.get("/docs", async (c) => {
    const { openapiDocument } = await import("../openapi.ts");
    document ??= openapiDocument(version);
    return c.html(await referencePage(document, new URL(c.req.url).origin));
  });
  return app;
}
