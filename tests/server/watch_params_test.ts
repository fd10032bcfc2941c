import { equal, match, ok, rejects } from "node:assert/strict";
import { bundled } from "../../server/bundled.ts";
import { readWatchParams } from "../../server/watch_params.ts";
import { paramsWith } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";

Deno.test("the params that come with the server are those of the pipeline", async () => {
  const { drift, monitor } = await readWatchParams(bundled.params);
  const whole = paramsWith();
  equal(JSON.stringify(drift), JSON.stringify(whole.drift));
  equal(JSON.stringify(monitor), JSON.stringify(whole.monitor));
});

Deno.test("params that will not do are refused by name", async () => {
  await using folder = await tempFolder();
  const file = folder.file("params.yaml");
  const text = await Deno.readTextFile(bundled.params);
  const cases: [string, RegExp][] = [
    [text.replace(/since_days: \d+/, "since_days: 0"), /^monitor\.since_days in .* is wrong: /],
    [text.replace(/^drift:$/m, "drifts:"), /^drift in .* is wrong: /],
    ["", /^drift in .* is wrong: /],
    ["monitor: [", /is not YAML: /],
  ];
  for (const [content, message] of cases) {
    ok(content !== text);
    await Deno.writeTextFile(file, content);
    await rejects(readWatchParams(file), (error: Error & { code: string }) => {
      equal(error.code, "PARAMS_INVALID");
      match(error.message, message);
      return true;
    });
  }
  await rejects(readWatchParams(folder.file("nowhere.yaml")), { code: "INPUT_NOT_FOUND" });
});
