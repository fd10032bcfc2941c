import { deepEqual, equal, ok } from "node:assert/strict";
import { dirname } from "node:path";
import { benchmarks } from "../../bench/benchmarks.ts";
import type { BenchResult } from "../../bench/results.ts";
import { runTask } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

const root = dirname(dirname(import.meta.dirname!));

Deno.test("every benchmark runs at a tiny size, both sides do the same work, and its file is complete", async () => {
  // Installs Python where there is none.
  await venv();
  await using results = await tempFolder();
  const { code, stdout, stderr } = await runTask(["bench", "--tiny", "--results", results.path], {
    cwd: root,
    env: { AI4I_CSV: "" },
  });
  equal(code, 0, stdout + stderr);
  const files = [...Deno.readDirSync(results.path)].map(({ name }) => name).sort();
  deepEqual(files, benchmarks.map(({ name }) => `${name}.json`).sort());
  for (const { name, title } of benchmarks) {
    const result: BenchResult = JSON.parse(await Deno.readTextFile(results.file(`${name}.json`)));
    equal(result.title, title);
    ok(result.tiny && result.same_work);
    ok(Number(result.machine.cores) >= 1 && result.versions["scikit-learn"] !== undefined);
    ok(result.comparisons.length > 0 && result.about !== "");
    for (const { name: comparison, sides, ratios, checks } of result.comparisons) {
      const where = `${name}: ${comparison}`;
      equal(Object.keys(ratios).length, sides.length - 1, where);
      ok(sides.length === 1 || checks.length > 0, `${where} has no check`);
      ok(checks.every(({ holds, found }) => holds && found !== ""), where);
      for (const side of sides) {
        ok(side.runs.length === 1 && Object.keys(side.settings).length > 0, where);
        const { median, min, max } = side.seconds;
        ok(median > 0 && min <= median && median <= max, `${where}: ${side.name}`);
        ok(side.peak_rss_mb.median > 1 && side.process_seconds.median > 0, `${where}: ${side.name}`);
      }
    }
  }
});
