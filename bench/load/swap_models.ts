import { join } from "node:path";
import type { Reading } from "../../lib/contracts/reading.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { closedLoop } from "./closed_loop.ts";
import { connect, requestBytes } from "./connection.ts";

/** A server whose model is swapped under load. */
export interface SwapOptions {
  port: number;
  headers: Readonly<Record<string, string>>;
  /** The server's `MODELS_DIR`, and names of folders in it that take turns. */
  modelsDir: string;
  models: readonly string[];
  swaps: number;
  connections: number;
  readings: readonly Reading[];
  /** Milliseconds between two swaps (default 10). */
  pauseMs?: number;
}

/** What the clients saw. */
export interface SwapResult {
  swaps: number;
  answers: number;
  not_200: number;
  /** Answers that no single model would have given. */
  mixed: number;
  /** Answers of the model that answered least. */
  fewest_of_a_model: number;
  p99_ms: number;
}

/** A binary's V8 may round a logarithm or an exponential otherwise than the V8 that runs this. */
const lastBits = 1e-12;

/** Swaps models through the API while clients ask, and holds every answer against what each model says by itself. */
export async function swapModels(options: SwapOptions): Promise<SwapResult> {
  const { port, headers, modelsDir, models, swaps, connections, readings, pauseMs = 10 } = options;
  const known = new Map<
    string,
    { name: string; threshold: number; probabilities: number[]; answers: number }
  >();
  for (const folder of models) {
    const { model, version } = await loadModel(join(modelsDir, folder));
    known.set(version, {
      name: model.header.name,
      threshold: model.header.threshold.probability,
      probabilities: readings.map((reading) => scoreReading(model, reading).probability),
      answers: 0,
    });
  }
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const post = (path: string, body: unknown) =>
    requestBytes({
      method: "POST",
      path,
      headers: { "Content-Type": "application/json", ...headers },
      body: encoder.encode(JSON.stringify(body)),
    });

  let [over, mixed] = [false, 0];
  async function swap(): Promise<void> {
    const connection = await connect(port);
    try {
      for (let i = 0; i < swaps; i++) {
        const { status, body } = await connection.exchange(
          post("/v1/model/reload", { path: models[i % models.length] }),
        );
        if (status !== 200) throw new Error(`swap ${i} was answered ${status}: ${decoder.decode(body)}`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } finally {
      over = true;
      connection.close();
    }
  }

  const [loop] = await Promise.all([
    closedLoop({
      port,
      connections,
      requests: readings.map((reading) => post("/v1/predict", reading)),
      until: () => over,
      onAnswer({ status, body }, i) {
        if (status !== 200) return;
        const answer = JSON.parse(decoder.decode(body));
        const model = known.get(answer.model.version);
        if (model) model.answers++;
        const isOne = model !== undefined && answer.model.name === model.name &&
          Math.abs(answer.probability - model.probabilities[i]) <= lastBits &&
          answer.threshold === model.threshold &&
          answer.failure === (answer.probability >= model.threshold) &&
          answer.machine_id === readings[i].machine_id;
        if (!isOne) mixed++;
      },
    }),
    swap(),
  ]);
  return {
    swaps,
    answers: loop.answers,
    not_200: loop.answers - (loop.statuses[200] ?? 0),
    mixed,
    fewest_of_a_model: Math.min(...[...known.values()].map(({ answers }) => answers)),
    p99_ms: loop.latencies.quantile(0.99),
  };
}
