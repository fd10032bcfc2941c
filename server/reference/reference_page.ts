import { html } from "hono/html";
import { type Html, page } from "../../lib/report/page.ts";
import type { OpenapiDocument } from "../openapi.ts";
import { curlCommand } from "./curl_command.ts";
import { type Schema, type SchemaRow, schemaRows, typeOf } from "./schema_rows.ts";

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Readonly<Record<string, { value: unknown }>>;
}

interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  security: readonly unknown[];
  parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  requestBody?: { required?: boolean; content: Readonly<Record<string, Media>> };
  responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, Media>> }>>;
}

const style = `
nav ul{list-style:none;padding:0;margin:.6rem 0}
nav li{display:flex;flex-wrap:wrap;gap:0 .7rem;align-items:baseline}
.method{display:inline-block;min-width:3.2rem;font:600 .8rem ui-monospace,SFMono-Regular,Menlo,monospace;
color:var(--first)}
.method.post{color:var(--second)}
h2 .method,h3 .method{font-size:.85em}
h3{scroll-margin-top:1rem}
section.route{border-top:1px solid var(--line);padding-top:.4rem;margin-top:2rem}
section.route h3{font-size:1.1rem;margin-bottom:.2rem;overflow-wrap:anywhere}
section.route h4{font-size:.9rem;color:var(--quiet);margin:1.1rem 0 .2rem}
pre{background:var(--sheet);border:1px solid var(--line);border-radius:4px;padding:.7rem .9rem;overflow-x:auto;
font-size:.85rem;line-height:1.45;margin:.4rem 0}
pre:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--first);outline-offset:2px}
summary{cursor:pointer;margin:.5rem 0;color:var(--first)}
td p{margin:0}
table.answers th[scope=row]{min-width:0;font-weight:600}
`;

/**
 * The API's reference as one page without scripts, from its OpenAPI document: every route with a command to try it,
 * and every schema.
 *
 * @param origin Where the server is, as its reader reached it.
 */
export function referencePage(document: OpenapiDocument, origin: string): Promise<string> {
  const routes = routesOf(document);
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  const body = html`
    <p><a href="/">← Fleet</a></p>
    <h1>${document.info.title} ${document.info.version}: the API</h1>
    <p>${prose(document.info.description ?? "")}</p>
    <p class="quiet">
      Where the server has keys, put yours into the shell's <code>KEY</code>. A problem is always a
      <a href="#schema-Problem">Problem</a>. A program reads all of this as
      <a href="/openapi.json">OpenAPI 3.1</a>.
    </p>
    <nav aria-label="Routes">
      <ul>${routes.map(({ method, path, operation }) =>
        html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span><code>${path}</code></a>
        <span class="quiet">${operation.summary}</span></li>`
      )}</ul>
      <p><a href="#schemas">Schemas</a></p>
    </nav>
    ${routes.map((route) => routeSection(route, origin))}
    <h2 id="schemas">Schemas</h2>
    ${schemas.map(([name, schema]) => schemaSection(name, schema))}
  `;
  return page({ title: `${document.info.title}: the API`, body, style });
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

function routesOf(document: OpenapiDocument): Route[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      method,
      path,
      operation,
    }))
  );
}

function routeSection({ method, path, operation }: Route, origin: string): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const fields = parameters.filter((parameter) => parameter.in !== "header").map((parameter): SchemaRow => ({
    ...schemaRows({ properties: { [parameter.name]: parameter.schema } })[0],
    required: parameter.required ?? false,
    description: parameter.description ?? parameter.schema.description ?? "",
  }));
  return html`
    <section class="route" aria-labelledby="${operationId}">
      <h3 id="${operationId}"><span class="method ${method}">${method.toUpperCase()}</span>
        <code>${path}</code></h3>
      <p><strong>${summary}.</strong> ${prose(description ?? "")}</p>
      ${commands({ method, path, operation }, origin)}
      ${fields.length > 0 ? html`<h4>Parameters</h4>${fieldTable(fields)}` : ""}
      ${requestBody
        ? html`<h4>Body${requestBody.required ? "" : " (may be left out)"}</h4>${kinds(requestBody.content)}`
        : ""}
      <h4>Answers</h4>
      ${answerTable(responses)}
      ${exampleAnswers(responses)}
    </section>
  `;
}

function commands({ method, path, operation }: Route, origin: string): Html[] {
  const url = origin + path.replace("{id}", "019c1428-9180-7f2e-8c1d-0b4f5a6e7d21");
  const key = operation.security.length > 0;
  const bodies = Object.entries(operation.requestBody?.content ?? {}).flatMap(([contentType, media]) =>
    examplesOf(media).map((example) => ({ contentType, body: asText(example) }))
  );
  const requests = bodies.length > 0 ? bodies : [{}];
  return requests.map((request) => code(curlCommand({ method, url, key, ...request }), "Command"));
}

function examplesOf({ example, examples }: Media): unknown[] {
  return example !== undefined ? [example] : Object.values(examples ?? {}).map(({ value }) => value);
}

function asText(example: unknown): string {
  return typeof example === "string" ? example : JSON.stringify(example, null, 2);
}

/** Scrolled with the keyboard too, so it can be focused. */
function code(text: string, label: string): Html {
  return html`<pre tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre>`;
}

function kinds(content: Readonly<Record<string, Media>>): Html {
  return html`<ul>${
    Object.entries(content).map(([type, { schema = {} }]) =>
      html`<li><code>${type}</code>: ${schema.description ?? typeLinks(schema)}</li>`
    )
  }</ul>`;
}

/** What may be answered: what was asked for openly, problems folded away. */
function answerTable(responses: Operation["responses"]): Html {
  const isProblem = ({ content = {} }: Operation["responses"][string]) => problemType in content;
  const answers = Object.entries(responses).filter(([, response]) => !isProblem(response));
  const problems = Object.entries(responses).filter(([, response]) => isProblem(response));
  const codes = problems.map(([status]) => status).join(", ");
  return html`
    ${statusTable(answers)}
    <details><summary>Problems: ${codes}</summary>${statusTable(problems)}</details>
  `;
}

const problemType = "application/problem+json";

function statusTable(responses: readonly [string, Operation["responses"][string]][]): Html {
  return html`
    <div class="scroll">
      <table class="answers">
        <tbody>${responses.map(([status, { description, content = {} }]) =>
          html`
            <tr>
              <th scope="row">${status}</th>
              <td>${prose(description)}</td>
              <td>${Object.entries(content).filter(([type]) => type !== problemType).map((
                [type, { schema = {} }],
              ) =>
                html`<p><code>${type}</code> ${schema.type === "string" ? "" : typeLinks(schema)}</p>`
              )}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function exampleAnswers(responses: Operation["responses"]): Html[] {
  return Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).flatMap(([type, media]) =>
      examplesOf(media).map((example) =>
        html`<details><summary>Example: ${status}, ${type}</summary>${
          code(asText(example), "Example")
        }</details>`
      )
    )
  );
}

function schemaSection(name: string, schema: Schema): Html {
  const parts = schema.anyOf ?? schema.oneOf ?? [schema];
  const tables = parts.map((part) => fieldTable(schemaRows(part)));
  const joined = tables.map((table, i) => i > 0 ? html`<p>or</p>${table}` : table);
  const long = parts.some((part) => schemaRows(part).length > 20);
  return html`
    <section aria-labelledby="schema-${name}">
      <h3 id="schema-${name}">${name}</h3>
      ${schema.description ? html`<p>${prose(schema.description)}</p>` : ""}
      ${long ? html`<details><summary>Every field of ${name}</summary>${joined}</details>` : joined}
    </section>
  `;
}

function fieldTable(rows: readonly SchemaRow[]): Html {
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Needed</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>${rows.map(({ path, required, type, refs, rule, description }) =>
          html`
            <tr>
              <th scope="row"><code>${path}</code></th>
              <td>${linked(type, refs)}</td>
              <td>${required ? "yes" : ""}</td>
              <td>${[prose(description), rule].map((text, i) =>
                i > 0 && rule !== "" && description ? [". ", text] : text
              )}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function typeLinks(schema: Schema): Html {
  const { type, refs } = typeOf(schema);
  return linked(type, refs);
}

/** A type in words, the schemas it names as links. */
function linked(type: string, refs: readonly string[]): Html {
  const words = type.split(" ").map((word) =>
    refs.includes(word) ? html`<a href="#schema-${word}">${word}</a>` : word
  );
  return html`${words.map((word, i) => i > 0 ? [" ", word] : word)}`;
}

/** A sentence in which backquotes mark code. */
function prose(text: string): Html {
  return html`${text.split("`").map((part, i) => i % 2 === 1 ? html`<code>${part}</code>` : part)}`;
}
