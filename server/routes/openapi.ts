import { Hono } from "hono";
import type { AppEnv, Deps } from "../deps.ts";

/** `GET /openapi.json`: the API as a program reads it. Made when it is first asked for, so that no start waits. */
export function openapiRoutes({ version }: Pick<Deps, "version">): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  let text: string | undefined;
  app.get("/openapi.json", async (c) => {
    const { openapiDocument } = await import("../openapi.ts");
    text ??= JSON.stringify(openapiDocument(version));
    return c.body(text, 200, { "content-type": "application/json" });
  });
  return app;
}
