/** A stand-in for an MLflow server of 2.7, as Dagshub's is reported to be: what such a server answers, and no more. */
export interface OldServer extends AsyncDisposable {
  readonly uri: string;
  /** `METHOD PATH` of each request, without the query. */
  readonly calls: string[];
  /** What it keeps. */
  readonly runs: StoredRun[];
  readonly files: Map<string, Uint8Array>;
  readonly versions: Record<string, unknown>[];
}

interface StoredRun {
  info: Record<string, unknown>;
  params: Map<string, string>;
  tags: Map<string, string>;
  metrics: unknown[];
}

/** Longest value of a param before MLflow 2.8. */
const longestParam = 500;

/** Starts one; `registry` says whether it has a model registry. No logged models, and no data sets. */
export function startOldServer({ registry }: { registry: boolean }): OldServer {
  const calls: string[] = [];
  const runs: StoredRun[] = [];
  const files = new Map<string, Uint8Array>();
  const versions: Record<string, unknown>[] = [];
  const experiments: string[] = [];
  const base = "/mlflow.mlflow";

  // deno-lint-ignore no-explicit-any -- requests of the protocol, as they come
  const endpoints: Record<string, (body: any) => unknown> = {
    "GET experiments/get-by-name": ({ experiment_name }) => {
      const at = experiments.indexOf(experiment_name);
      if (at < 0) throw new Fault(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment");
      return { experiment: { experiment_id: String(at), lifecycle_stage: "active" } };
    },
    "POST experiments/create": ({ name }) => ({ experiment_id: String(experiments.push(name) - 1) }),
    "POST runs/search": ({ filter }) => {
      const [, tag, value] = /^tags\.`(.+)` = '(.+)'$/.exec(filter)!;
      const found = runs.filter(({ tags }) => tags.get(tag) === value);
      return found.length === 0 ? {} : { runs: found.map(asRun) };
    },
    "POST runs/create": ({ experiment_id, start_time, tags }) => {
      const run_id = `run${runs.length}`;
      const artifact_uri = `mlflow-artifacts:/${experiment_id}/${run_id}/artifacts`;
      const run: StoredRun = {
        // Numbers of 64 bits are text in some answers.
        info: { run_id, experiment_id, artifact_uri, status: "RUNNING", start_time: String(start_time) },
        params: new Map(),
        tags: new Map(tags.map(({ key, value }: { key: string; value: string }) => [key, value])),
        metrics: [],
      };
      runs.push(run);
      return { run: asRun(run) };
    },
    "GET runs/get": ({ run_id }) => ({ run: asRun(runOf(run_id)) }),
    "POST runs/log-batch": ({ run_id, params, tags, metrics }) => {
      const run = runOf(run_id);
      for (const { key, value } of params) {
        if (value.length > longestParam) throw new Fault(400, "INVALID_PARAMETER_VALUE", "value too long");
        if ((run.params.get(key) ?? value) !== value) {
          throw new Fault(400, "INVALID_PARAMETER_VALUE", "changed");
        }
      }
      for (const { key, value } of params) run.params.set(key, value);
      for (const { key, value } of tags) run.tags.set(key, value);
      run.metrics.push(...metrics);
      return {};
    },
    "POST runs/log-model": ({ run_id, model_json }) => {
      const run = runOf(run_id), model = JSON.parse(model_json);
      for (const field of ["run_id", "artifact_path", "utc_time_created", "flavors"]) {
        if (!(field in model)) throw new Fault(400, "INVALID_PARAMETER_VALUE", `no ${field}`);
      }
      const history = JSON.parse(run.tags.get("mlflow.log-model.history") ?? "[]");
      run.tags.set("mlflow.log-model.history", JSON.stringify([...history, model]));
      return {};
    },
    "POST runs/update": ({ run_id, status, end_time }) => {
      Object.assign(runOf(run_id).info, { status, end_time });
      return {};
    },
    ...(registry && {
      "GET model-versions/search": () => ({ model_versions: versions }),
      "POST registered-models/create": ({ name }: { name: string }) => ({ registered_model: { name } }),
      "POST model-versions/create": ({ name, source, run_id }: Record<string, string>) => {
        const version = {
          name,
          source,
          run_id,
          version: String(versions.length + 1),
          creation_timestamp: "17",
        };
        versions.push(version);
        return { model_version: version };
      },
      // As it was registered: who asks has to resolve it.
      "GET model-versions/get-download-uri": () => ({ artifact_uri: versions.at(-1)!.source }),
    }),
  };

  function runOf(id: string): StoredRun {
    const run = runs.find(({ info }) => info.run_id === id);
    if (!run) throw new Fault(404, "RESOURCE_DOES_NOT_EXIST", `Run '${id}' not found`);
    return run;
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = decodeURIComponent(url.pathname);
    calls.push(`${request.method} ${path}`);
    const file = after(path, `${base}/api/2.0/mlflow-artifacts/artifacts/`);
    if (file !== undefined) return await answerFile(request, file, files);
    const call = after(path, `${base}/api/2.0/mlflow/`);
    const text = await request.text();
    const endpoint = endpoints[`${request.method} ${call}`];
    if (!endpoint) return new Response("<!doctype html><h1>Not Found</h1>", { status: 404 });
    try {
      return Response.json(endpoint(text === "" ? Object.fromEntries(url.searchParams) : JSON.parse(text)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return Response.json({ error_code: error.code, message: error.message }, { status: error.status });
    }
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    uri: `http://127.0.0.1:${server.addr.port}${base}`,
    calls,
    runs,
    files,
    versions,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

class Fault extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

function asRun({ info, params, tags, metrics }: StoredRun) {
  const pairs = (map: Map<string, string>) => Array.from(map, ([key, value]) => ({ key, value }));
  return { info, data: { params: pairs(params), tags: pairs(tags), metrics } };
}

async function answerFile(request: Request, path: string, files: Map<string, Uint8Array>): Promise<Response> {
  if (request.method === "PUT") {
    files.set(path, new Uint8Array(await request.arrayBuffer()));
    return Response.json({});
  }
  const bytes = files.get(path);
  if (bytes) return new Response(bytes.slice());
  return Response.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "No such artifact" }, {
    status: 404,
  });
}

function after(text: string, start: string): string | undefined {
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}
