import { createMlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import { createRunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import { report, timed } from "./report.ts";

// A run into the journal, then to the server, as the tasks do.
const [uri, artifacts] = Deno.args;
const { value, seconds } = await timed(async () => {
  const folder = createRunFolder(await Deno.makeTempDir());
  const now = Date.now();
  const run = folder.begin(crypto.randomUUID(), { name: "bench", experiment: "logging", start_ms: now });
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}.${i}`);
  run.params(Object.fromEntries(names(50, "param").map((name, i) => [name, i])));
  run.metrics(Object.fromEntries(names(100, "metric").map((name, i) => [name, i / 7])), {
    timestamp_ms: now,
  });
  for (const { name } of Deno.readDirSync(artifacts)) {
    run.artifact(name, Deno.readFileSync(`${artifacts}/${name}`));
  }
  run.end("FINISHED", Date.now());
  const http = createMlflowHttp({ address: { uri, authorization: null }, random: Math.random });
  const sent = await sendRun(folder, run.key, http);
  await Deno.remove(folder.path, { recursive: true });
  return sent;
});
report(seconds, { run_id: value.run_id });
