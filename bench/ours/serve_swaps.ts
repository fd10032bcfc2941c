import type { Reading } from "../../lib/contracts/reading.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { swapModels } from "../load/swap_models.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

const { server: spec, number, text } = serveOptions();
const lines = (await Deno.readTextFile(spec.bodies)).trimEnd().split("\n");
const readings = lines.slice(0, number("readings")).map((line): Reading => JSON.parse(line));
await using server = await startMeasured(spec);
const began = performance.now();
const found = await swapModels({
  port: server.port,
  headers: spec.headers,
  modelsDir: text("models_dir"),
  models: text("models").split(","),
  swaps: number("swaps"),
  connections: number("connections"),
  readings,
});
const seconds = (performance.now() - began) / 1000;
const { peak_rss_mb } = await processUsage(server.pid);
report(seconds, { ...found, peak_rss_mb });
