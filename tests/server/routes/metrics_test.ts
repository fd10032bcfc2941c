import { equal, match, ok } from "node:assert/strict";
import { bearer, sampleKeys, startCore } from "../core_app.ts";

const reading = JSON.stringify({
  ...{ machine_id: "M-1", type: "L", air_temperature_k: 300, process_temperature_k: 310 },
  ...{ rotational_speed_rpm: 1500, torque_nm: 40, tool_wear_min: 0 },
});

Deno.test("requests, predictions and the journal are counted under their patterns", async () => {
  await using core = await startCore();
  for (let i = 0; i < 3; i++) equal((await core.post("/v1/predict", reading)).status, 200);
  equal((await core.post("/v1/predict", "{}")).status, 422);
  for (const id of ["a", "b", "c"]) await core.get(`/v1/predictions/${id}`);
  for (const path of ["/x/1", "/x/2", "/x/3"]) await core.get(path);
  await core.app.request("/healthz", { method: "BREW" });
  await core.app.request("/healthz", { method: "STEEP" });

  const response = await core.get("/metrics");
  equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const has = (line: string) => ok(text.split("\n").includes(line), `${line}\n${text}`);
  has('faultline_http_requests_total{route="/v1/predict",method="POST",status="200"} 3');
  has('faultline_http_requests_total{route="/v1/predict",method="POST",status="422"} 1');
  has('faultline_http_requests_total{route="none",method="GET",status="404"} 3');
  has('faultline_http_requests_total{route="none",method="other",status="405"} 2');
  has('faultline_http_request_duration_seconds_count{route="/v1/predict",method="POST"} 4');
  has("faultline_http_requests_in_flight 1");
  has("faultline_journal_written_total 3");
  has("faultline_journal_queued 0");
  has("faultline_journal_set_aside 0");
  has("faultline_journal_oldest_seconds 0");
  has("faultline_journal_writable 1");
  has(`faultline_build_info{version="0.0.0-test",deno="${Deno.version.deno}"} 1`);
  const { name, version } = core.deps.served.current();
  has(`faultline_model_info{name="${name}",version="${version}"} 1`);
  const said = [...text.matchAll(/^faultline_predictions_total\{result="\w+"\} (\d+)$/gm)];
  equal(said.reduce((sum, [, count]) => sum + Number(count), 0), 3);
  match(text, /^faultline_journal_bytes \d+$/m);
  match(text, /^faultline_event_loop_lag_seconds [\d.e-]+$/m);
  ok(Number(text.match(/^process_resident_memory_bytes (\d+)$/m)![1]) > 10 << 20);
  equal(text.match(/route="/g)!.length < 200, true, "few series");
});

Deno.test("a scrape reads what the log says at that moment, and counts do not add up twice", async () => {
  await using core = await startCore();
  await core.post("/v1/predict", reading);
  for (let i = 0; i < 3; i++) {
    match(await core.deps.metrics.render(), /^faultline_journal_written_total 1$/m);
  }
  equal(core.deps.metrics.inFlight(), 0);
});

Deno.test("metrics need a key that may read", async () => {
  const keys = sampleKeys();
  await using core = await startCore({ deps: { keys: keys.ring } });
  equal((await core.get("/metrics")).status, 401);
  equal((await core.app.request("/metrics", { headers: bearer(keys.gateway) })).status, 403);
  equal((await core.app.request("/metrics", { headers: bearer(keys.reader) })).status, 200);
});
