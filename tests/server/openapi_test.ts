import { deepEqual, equal, ok } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { z } from "zod";
import { openapiDocument } from "../../server/openapi.ts";
import { problemCodes } from "../../server/problem.ts";
import { startApi } from "./api_app.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const document: Json = JSON.parse(JSON.stringify(openapiDocument("1.2.3")));

/** Every operation with its method and path. */
const operations: { name: string; method: string; path: string; operation: Json }[] = Object.entries(
  document.paths,
)
  .flatMap(([path, methods]) =>
    Object.entries(methods as Json).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method,
      path,
      operation: operation as Json,
    }))
  );

/** All but pages. */
const documentedPaths = /^\/(v1|v2|invocations|ping|health|version|openapi|docs|healthz|readyz|metrics)\b/;

/** Walks a document's values. */
function* walk(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* walk(inner);
}

/** A schema with its references put in, as zod reads it. */
function resolved(schema: Json): Json {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(resolved);
  if (schema.$ref) return resolved(document.components.schemas[schema.$ref.split("/").at(-1)!]);
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, resolved(value)]));
}

Deno.test("every route of the API is in the document, and the document has no other", async () => {
  await using api = await startApi();
  const served = new Set(
    api.app.routes.filter(({ method, path }) => method !== "ALL" && documentedPaths.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}").replace(/\/$/, "")}`),
  );
  const documented = operations.filter(({ path }) => documentedPaths.test(path)).map(({ name }) => name);
  deepEqual(documented.sort(), [...served].sort());
  deepEqual(await (await api.get("/openapi.json")).json(), {
    ...document,
    info: { ...document.info, version: "0.0.0-test" },
  });
});

Deno.test("every reference leads somewhere, every operation has an id of its own and says what it needs", () => {
  for (const part of walk(document)) {
    if (typeof part.$ref === "string") {
      const found = part.$ref.slice(2).split("/").reduce((at: Json, name) => at?.[name], document);
      ok(found, part.$ref);
    }
  }
  const ids = operations.map(({ operation }) => operation.operationId);
  equal(new Set(ids).size, ids.length);
  for (const { name, operation } of operations) {
    ok(/Needs (no key|a key with the scope `(read|predict|admin)`)\./.test(operation.description), name);
    const open = operation.description.includes("no key");
    deepEqual(operation.security, open ? [] : [{ bearer: [] }, { api_key: [] }], name);
    if (!open) {
      for (const status of ["401", "403", "429", "500"]) {
        ok(operation.responses[status], `${name} ${status}`);
      }
    }
  }
});

Deno.test("every problem's status is documented somewhere, and every example keeps its schema", () => {
  const statuses = new Set(operations.flatMap(({ operation }) => Object.keys(operation.responses)));
  const elsewhere = new Set(["404", "405"]);
  for (const status of new Set(Object.values(problemCodes))) {
    ok(statuses.has(`${status}`) || elsewhere.has(`${status}`), `${status}`);
  }
  let examples = 0;
  for (const { name, operation } of operations) {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)] as Json[];
    for (
      const [type, media] of bodies.flatMap((body) => Object.entries(body?.content ?? {})) as [string, Json][]
    ) {
      const values = media.example !== undefined
        ? [media.example]
        : Object.values(media.examples ?? {}).map((example) => (example as Json).value);
      const schema = z.fromJSONSchema(resolved(media.schema));
      for (const value of values) {
        const result = schema.safeParse(value);
        ok(result.success, `${name} ${type}: ${result.error?.message}`);
        examples++;
      }
    }
  }
  ok(examples >= 15, `${examples}`);
});

Deno.test("examples of requests are answered as the document says", async () => {
  await using api = await startApi();
  const stored = await api.post(
    "/v1/predict",
    JSON.stringify(document.components.schemas.Reading && exampleOf("/v1/predict")),
  );
  const { id, model } = await stored.json();
  for (const { name, method, path, operation } of operations) {
    const bodies = Object.entries(operation.requestBody?.content ?? { none: {} }) as [string, Json][];
    for (const [type, media] of bodies) {
      const examples = media.examples
        ? Object.values(media.examples).map((e) => (e as Json).value)
        : [media.example];
      for (const example of examples) {
        if (name === "POST /v1/model/reload") continue;
        const known = JSON.parse(
          JSON.stringify(example ?? null),
          (key, value) => key === "prediction_id" ? id : value,
        );
        const response = await api.app.request(
          path.replace("{id}", id).replace("{name}", model.name).replace("{version}", model.version),
          {
            method: method.toUpperCase(),
            ...type === "none" ? {} : {
              headers: { "content-type": type },
              body: typeof known === "string" ? known : JSON.stringify(known),
            },
          },
        );
        equal(response.status, 200, name);
        ok(response.headers.get("x-request-id"), name);
        const answered = response.headers.get("content-type")!.split(";")[0];
        const answer = operation.responses["200"].content[answered];
        ok(answer, `${name} answers ${answered}`);
        const body = answered === "application/json" ? await response.json() : await response.text();
        const result = z.fromJSONSchema(resolved(answer.schema)).safeParse(body);
        ok(result.success, `${name}: ${result.error?.message}`);
      }
    }
  }
});

function exampleOf(path: string): unknown {
  return document.paths[path].post.requestBody.content["application/json"].example;
}

Deno.test("problems keep the document's schema of a problem", async () => {
  await using api = await startApi();
  const schema = z.fromJSONSchema(resolved(document.components.schemas.Problem));
  const asked = [
    await api.post("/v1/predict", "{"),
    await api.post("/v1/predict", "{}"),
    await api.post("/v1/predict", "{}", "text/plain"),
    await api.get("/v1/predictions?limit=0"),
    await api.get("/v1/predictions/x"),
    await api.get("/v1/predict"),
    await api.get("/nothing"),
  ];
  for (const response of asked) {
    const result = schema.safeParse(await response.json());
    ok(result.success, `${result.error?.message}`);
  }
  deepEqual(asked.map(({ status }) => status), [400, 422, 415, 400, 404, 405, 404]);
});

Deno.test("the reference page shows every route and schema, with anchors that exist and nothing from elsewhere", async () => {
  await using api = await startApi();
  const response = await api.get("/docs");
  equal(response.status, 200);
  ok(response.headers.get("content-type")!.startsWith("text/html"));
  ok(/script-src 'self'/.test(response.headers.get("content-security-policy")!));
  const text = await response.text();
  // linkedom's types are those of a browser's document.
  const { document: page } = parseHTML(text) as unknown as { document: Document };
  equal(page.querySelectorAll("script, link, img, iframe, [style], [onclick]").length, 0);
  for (const { operation } of operations) {
    ok(page.getElementById(operation.operationId), operation.operationId);
  }
  for (const name of Object.keys(document.components.schemas)) {
    ok(page.getElementById(`schema-${name}`), name);
  }
  const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
  equal(new Set(ids).size, ids.length);
  for (const link of page.querySelectorAll("a[href^='#']")) {
    ok(page.getElementById(link.getAttribute("href")!.slice(1)), link.getAttribute("href")!);
  }
  ok(!/https?:\/\/(?!localhost)/.test(text));
  const commands = [...page.querySelectorAll("pre code")].map((code) => code.textContent!);
  ok(commands.some((command) => command.startsWith("curl http://localhost/v1/predict \\")), commands[0]);
});

Deno.test("commands name the server as its reader reached it", async () => {
  await using api = await startApi();
  const response = await api.app.request("http://faultline.example:81/docs");
  ok((await response.text()).includes("curl http://faultline.example:81/v1/predict"));
});
