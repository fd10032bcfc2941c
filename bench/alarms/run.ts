import { join } from "node:path";
import { parseArgs } from "node:util";
import { summarise, type WatchedSeed } from "./summarise.ts";

const usage = `deno task bench:alarms [--seeds N] [--history N] [--results FOLDER]

How often monitoring sounds a false alarm, and how soon it names a fault: N simulated plants (default 200), each with
a model of its own trained on N readings (default 10,000), then 2,000 readings without a fault and 8,000 with one,
looked at every 250. Six lives of every plant: without a fault, and with each of five. About 5 s a plant and core.
Writes alarms-HISTORY.json; docs/monitoring.md has the tables.`;

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    history: { type: "string", default: "10000" },
    results: { type: "string", default: "bench/results" },
    help: { type: "boolean", default: false },
  },
});
const seeds = Number(options.seeds), history = Number(options.history);
if (options.help || !(seeds >= 1) || !(history >= 1_000)) {
  console.log(usage);
  Deno.exit(options.help ? 0 : 2);
}

const processes = Math.min(seeds, navigator.hardwareConcurrency);
let done = 0;
const shares = await Promise.all(Array.from({ length: processes }, (_, i) => measure(i + 1)));
const found = summarise(shares.flat(), 2_000);
const result = {
  seeds,
  history,
  healthy: 2_000,
  faulty: 8_000,
  every: 250,
  faults: found,
};
await Deno.writeTextFile(
  join(options.results, `alarms-${history}.json`),
  JSON.stringify(result, null, 2) + "\n",
);
console.log("| fault | false alarms before it | named | median delay, readings | longest |");
console.log("| --- | --- | --- | --- | --- |");
for (const { fault, plants, false_alarms, named, median_delay, longest_delay } of found) {
  const share = (count: number) => `${count} of ${plants} (${(100 * count / plants).toFixed(1)} %)`;
  const none = fault === "none";
  console.log(
    `| ${fault} | ${share(false_alarms)} | ${none ? "" : share(named)} | ${median_delay ?? ""} | ${
      longest_delay ?? ""
    } |`,
  );
}

/** One process with every so-manieth seed; its lines as they come. */
async function measure(first: number): Promise<WatchedSeed[]> {
  const program = join(import.meta.dirname!, "measure_seeds.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=bench", program, ...[first, seeds, processes, history].map(String)],
    stdout: "piped",
  }).spawn();
  const watched: WatchedSeed[] = [];
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) watched.push(JSON.parse(line));
    done += lines.length;
    if (Deno.stderr.isTerminal()) console.error(`${Math.floor(done / 6)} of ${seeds} plants`);
  }
  const { code } = await child.status;
  if (code !== 0) throw new Error(`a share of the plants ended with ${code}`);
  return watched;
}
