import { DataFrame } from "danfojs";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ingestReadings } from "../lib/stores/ingest_readings.ts";
import { simulateSource } from "../lib/stores/simulate_source.ts";
import { copyProject, runTask } from "../tests/support/run_task.ts";
import { tempFolder } from "../tests/support/temp_folder.ts";
import { describeReadings } from "./describe_readings.ts";
import { sampleReadings } from "./sample_readings.ts";

/** Four readings whose figures can be worked out by hand. */
const columns = {
  reading_id: ["a", "b", "c", "d"],
  measured_at: ["2026-01-01T00:00:00Z", null, null, "2026-01-01T00:00:00Z"],
  type: ["L", "L", "M", "L"],
  air_temperature_k: [300, 300, 300, 300],
  process_temperature_k: [310, 311, 312, 313],
  rotational_speed_rpm: [1500, 1400, 1300, 1200],
  torque_nm: [40.5, 41.5, 40.5, 41.5],
  tool_wear_min: [0, 0, 0, 200],
  failure: [0, 0, 0, 1],
  twf: [0, 0, 0, 1],
};

Deno.test("what is said of four readings is what one works out by hand", () => {
  const [sensors, correlations, classes, missing] = describeReadings(new DataFrame(columns));
  deepEqual(sensors.columns, ["reading", "count", "mean", "std", "min", "median", "max", "variance"]);
  // 0, 0, 0, 200: mean 50, squares 3 · 50² + 150² over three.
  deepEqual(sensors.rows[4], ["tool_wear_min", "4", "50", "100", "0", "0", "200", "10000"]);
  const row = (name: string) => correlations.rows.find(([first]) => first === name);
  deepEqual(row("rotational_speed_rpm"), ["rotational_speed_rpm", "n/a", "-1.00", "1.00", "", "", ""]);
  equal(row("failure")![5], "1.00");
  deepEqual(classes.rows, [
    ["all", "4", "100 %", "1", "25 %"],
    ["type L", "3", "75 %", "1", "33 %"],
    ["type M", "1", "25 %", "0", "0 %"],
    ["mode twf", "1", "25 %", "1", "100 %"],
  ]);
  deepEqual(missing.rows[1], ["measured_at", "string", "2", "2", "50 %"]);
  deepEqual(missing.rows[6], ["torque_nm", "float32", "2", "0", "0 %"]);
});

Deno.test("few readings are read whole; of many every row is as likely as the others", async () => {
  await using folder = await tempFolder();
  const params = { source: "", columns: {}, max_rejected_share: 0 };
  await ingestReadings(simulateSource("rows=4000&seed=1"), params, { outputFolder: folder.path });
  const path = folder.file("readings.csv");
  const whole = await sampleReadings(path, 4000, 1);
  equal(whole.total, 4000);
  equal(new Set(whole.columns.reading_id).size, 4000);

  const sample = await sampleReadings(path, 1000, 1);
  equal(sample.total, 4000);
  equal(sample.columns.torque_nm.length, 1000);
  equal(new Set(sample.columns.reading_id).size, 1000);
  deepEqual(await sampleReadings(path, 1000, 1), sample);
  // 500 expected of either half; the standard deviation is 14.
  const half = new Set(whole.columns.reading_id.slice(0, 2000));
  const first = sample.columns.reading_id.filter((id) => half.has(id)).length;
  ok(Math.abs(first - 500) < 70, `${first}`);
});

Deno.test("packages that both import maps name have the same version in both", () => {
  const imports = (path: string) =>
    JSON.parse(Deno.readTextFileSync(new URL(path, import.meta.url))).imports as Record<string, string>;
  const root = imports("../deno.json");
  const { danfojs, ...shared } = imports("deno.json");
  equal(danfojs, "npm:danfojs@1.1.2");
  for (const [name, version] of Object.entries(shared)) equal(version, root[name], name);
});

Deno.test("the task prints and saves one self-contained page, and leaves the pipeline's readings alone", async () => {
  await using project = await copyProject();
  await copyFolder(import.meta.dirname!, project.file("explore"));
  const explore = (...more: string[]) => runTask(["explore", ...more], { cwd: project.path });

  const nothing = await explore();
  equal(nothing.code, 1);
  match(nothing.stderr, /hint: run deno task stage:ingest first/);

  const { code, stdout, stderr } = await explore("--source", "simulate:?rows=500&seed=1");
  equal(code, 0, stderr);
  match(stdout, /^500 rows from simulate:\?rows=500&seed=1$/m);
  match(stdout, /^Correlations \(Pearson\)$/m);
  const page = Deno.readTextFileSync(project.file("reports/explore.html"));
  ok(!/<script|<link|<img|(?:src|href)=|url\(/.test(page));
  equal(page.match(/<svg /g)!.length, 5);
  match(page, /prefers-color-scheme:dark/);
  match(page, /<th scope="row">torque_nm<\/th>/);
  ok(!await Deno.stat(project.file("data/raw")).catch(() => null));
});

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}
