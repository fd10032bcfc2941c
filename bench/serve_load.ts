import { dirname, join } from "node:path";
import type { Benchmark, Check, Facts, Side } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";
import type { ServerSpec } from "./load/measured_server.ts";
import { peerProgram } from "./programs.ts";
import { measureSide } from "./measure_side.ts";
import { mlserverPython, type ServeSetup, serveSide, setUpServing } from "./serve_setup.ts";

const binaryName = "faultline, compiled";

/** Single predictions, each answered for itself. */
export const serveLoad: Benchmark = {
  name: "serve-load",
  title: "Serve single predictions to 64 connections",
  about:
    "A closed loop of 64 keep-alive connections posts 20,000 distinct readings of a thousand machines in turn; " +
    "every server is asked 500 first, to see that they answer alike, and is warmed up. Ours checks a key, limits the " +
    "rate, validates, counts metrics and has each prediction synced to the disk before it is answered; the peers " +
    "validate and store nothing. FastAPI is served by one process of uvicorn[standard]; MLServer has its defaults and " +
    "is sent the nine features, which the others compute; the echo parses JSON and writes it again, the least a " +
    "handler on Deno can do. All forests have 100 trees grown on the same training rows, scikit-learn's by " +
    "scikit-learn. Load and server share the machine, so processor time for each prediction is shown beside its time: " +
    "of all threads of the server (the writer's too), and of the load generator. Peak RSS is of all of the server's " +
    "processes together.",
  runs: 3,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const connections = context.tiny ? 4 : 64;
    const set = {
      connections,
      seconds: context.tiny ? 1 : 8,
      warm: context.tiny ? 1 : 3,
      asked: context.tiny ? 100 : 500,
      threshold: 0.5,
    };
    const settings = { connections, seconds: set.seconds };
    const side = (name: string, server: ServerSpec, more: Side["settings"]) =>
      serveSide(context, { name, server, program: "serve_load.ts", set, settings: { ...settings, ...more } });
    const ourSettings = { log: "SQLite, synchronous FULL", key: true, rate_limit: "1,000,000,000 a minute" };
    return [{
      name: `${connections} connections`,
      time: "work",
      sides: [
        side("faultline", setup.ours("task"), { command: "deno task serve", ...ourSettings }),
        ...(setup.binary
          ? [side(binaryName, setup.ours("binary"), { command: "dist/faultline serve", ...ourSettings })]
          : []),
        ...await peers(context, setup, side),
      ],
      reach: context.tiny ? [] : [
        { kind: "faster", than: "FastAPI + onnxruntime", atLeast: 6 },
        { kind: "faster", than: "MLServer", atLeast: 100 },
        ...(setup.binary
          ? [
            { kind: "faster" as const, than: "FastAPI + onnxruntime", atLeast: 6, side: binaryName },
            { kind: "faster" as const, than: "MLServer", atLeast: 100, side: binaryName },
          ]
          : []),
      ],
      columns: [
        { title: "predictions", fact: "per_second", unit: "/s" },
        { title: "p50", fact: "p50_ms", unit: "ms" },
        { title: "p99", fact: "p99_ms", unit: "ms" },
        { title: "CPU of the server", fact: "cpu_us", unit: "µs" },
        { title: "of the load", fact: "generator_cpu_us", unit: "µs" },
      ],
      remarks: setup.remarks,
      check: (facts) => sameAnswers(facts, context.tiny),
    }];
  },
};

/** What a user would serve the model with instead, and a bare handler. */
async function peers(
  context: BenchContext,
  { project, bodies }: ServeSetup,
  side: (name: string, server: ServerSpec, settings: Side["settings"]) => Side,
): Promise<Side[]> {
  const { root, python, tiny } = context;
  const forest = await context.scratch();
  const trees = tiny ? "10" : "100";
  await measureSide(
    peerProgram(context, {
      name: "scikit-learn's forest",
      threads: 1,
      program: "serve_forest.py",
      args: [join(project, "data/prepared/train.arrow"), forest, trees],
      settings: {},
    }),
    context,
  );
  const common = {
    cwd: join(root, "bench/peers"),
    ready: "/healthz",
    headers: { "Content-Type": "application/json" },
    path: "/v1/predict",
    bodies: join(bodies, "readings.ndjson"),
  };
  const fastapi = (scorer: string): ServerSpec => ({
    ...common,
    command: [
      ...[python, "-m", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1", "--port", "{port}"],
      ...["--no-access-log", "--log-level", "warning"],
    ],
    env: {
      SCORER: scorer,
      FOREST: forest,
      THRESHOLD: "0.5",
      OMP_NUM_THREADS: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  const mlserver = await mlserverPython(root);
  return [
    side("FastAPI + onnxruntime", fastapi("onnxruntime"), { workers: 1, intra_op_num_threads: 1 }),
    side("FastAPI + scikit-learn", fastapi("scikit-learn"), { workers: 1, n_jobs: 1 }),
    side("MLServer", {
      command: [join(dirname(mlserver), "mlserver"), "start", forest],
      cwd: "{scratch}",
      env: {
        MLSERVER_HOST: "127.0.0.1",
        MLSERVER_HTTP_PORT: "{port}",
        MLSERVER_GRPC_PORT: "0",
        MLSERVER_METRICS_PORT: "0",
        MLSERVER_DEBUG: "false",
      },
      ready: "/v2/models/forest/ready",
      headers: common.headers,
      path: "/v2/models/forest/infer",
      bodies: join(bodies, "tensors.ndjson"),
    }, { runtime: "mlserver_sklearn.SKLearnModel", output: "predict_proba", others: "defaults" }),
    side("Hono echo", {
      ...common,
      command: [Deno.execPath(), "run", "-q", "-P=bench", join(root, "bench/peers/hono_echo.ts")],
      cwd: root,
      env: { PORT: "{port}" },
    }, { work: "c.json(await c.req.json())" }),
  ];
}

/** Nobody failed, ours stored what it answered, and all but the echo find as many failures in the same readings. */
function sameAnswers(facts: ReadonlyMap<string, Facts>, tiny: boolean): Check[] {
  const [[, ours]] = facts;
  const apart = tiny ? 0.2 : 0.01;
  return [...facts].flatMap(([name, found]): Check[] => {
    const checks = [{
      what: `${name}: every answer 200`,
      holds: Number(found.not_200) === 0 && Number(found.broken) === 0,
      found: `${found.not_200} others, ${found.broken} broken`,
    }];
    if (Number(found.stored) >= 0) {
      // A loop that ends leaves each connection's last answer unheard.
      const unheard = Number(found.stored) - Number(found.answered);
      checks.push({
        what: `${name}: stored what it answered`,
        holds: unheard >= 0 && unheard <= 2 * 64,
        found: `${found.stored} stored, ${found.answered} answered`,
      });
    }
    if (found !== ours && found.alarms !== undefined && name !== "Hono echo") {
      const share = (Number(found.alarms) - Number(ours.alarms)) / Number(ours.asked);
      checks.push({
        what: `${name}: as many of ${ours.asked} readings above 0.5 as ours, within ${100 * apart} %`,
        holds: Math.abs(share) <= apart,
        found: `${found.alarms} and ${ours.alarms}`,
      });
    }
    return checks;
  });
}
