import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { serveSide, setUpServing, train } from "./serve_setup.ts";

/** Whether a swap of models is ever seen. */
export const serveSwaps: Benchmark = {
  name: "serve-swaps",
  title: "Swap models under load",
  about:
    "Two models take turns, swapped through POST /v1/model/reload, while 64 connections ask without a pause. Every " +
    "answer is held against what the model of its version says of that reading, to 12 decimals.",
  runs: 1,
  async prepare(context) {
    const setup = await setUpServing(context, { binary: true });
    const modelsDir = await context.scratch();
    const current = join(setup.project, "models/current/model.safetensors");
    for (const [name, seed] of [["a", 42], ["b", 43]] as const) {
      if (name === "b") await train(setup.project, context.tiny, seed);
      await Deno.mkdir(join(modelsDir, name));
      await Deno.copyFile(current, join(modelsDir, name, "model.safetensors"));
    }
    const set = {
      models_dir: modelsDir,
      models: "b,a",
      swaps: context.tiny ? 4 : 200,
      connections: context.tiny ? 4 : 64,
      readings: context.tiny ? 100 : 2_000,
    };
    const env = { MODELS_DIR: modelsDir, MODEL: join(modelsDir, "a") };
    return [{
      name: `${set.swaps} swaps`,
      time: "work",
      sides: [serveSide(context, {
        name: "faultline",
        server: setup.ours(setup.binary ? "binary" : "task", env),
        program: "serve_swaps.ts",
        set,
        settings: { swaps: set.swaps, connections: set.connections, readings: set.readings },
      })],
      reach: context.tiny ? [] : [
        { kind: "fact", what: "answers other than 200", fact: "not_200", unit: "", atMost: 0 },
        { kind: "fact", what: "answers that mix two versions", fact: "mixed", unit: "", atMost: 0 },
      ],
      columns: [
        { title: "answers", fact: "answers", unit: "" },
        { title: "of the rarer model", fact: "fewest_of_a_model", unit: "" },
        { title: "not 200", fact: "not_200", unit: "" },
        { title: "mixed", fact: "mixed", unit: "" },
        { title: "p99", fact: "p99_ms", unit: "ms" },
      ],
      remarks: setup.remarks,
      check: (facts) => {
        const { answers, not_200, mixed, fewest_of_a_model } = facts.get("faultline")!;
        return [{
          what: "both models answered, each answer is one model's",
          holds: Number(fewest_of_a_model) > 0 && not_200 === 0 && mixed === 0,
          found:
            `${answers} answers, ${fewest_of_a_model} of the rarer model, ${not_200} not 200, ${mixed} mixed`,
        }];
      },
    }];
  },
};
