import { Hono } from "hono";

// The least that a handler can do: parse JSON and write it again. Scores nothing, checks nothing, stores nothing.
const app = new Hono();
app.get("/healthz", (c) => c.text("ok"));
app.post("/v1/predict", async (c) => c.json(await c.req.json()));
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")), onListen() {} }, app.fetch);
