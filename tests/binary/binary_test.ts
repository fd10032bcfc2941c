import { createHash } from "node:crypto";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { copyProject, type Finished, runProgram } from "../support/run_task.ts";
import { startServer } from "../support/server_process.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";

// Compiled by COMPILE_DENO with DENORT_BIN where they are set: see `deno task compile`.
const made = new AsyncDisposableStack();
let project: TempFolder;
let folder: TempFolder;
let modelVersion: string;
let compiled: Finished;
Deno.test.beforeAll(async () => {
  project = made.use(await copyProject());
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
  const model = await Deno.readFile(project.file("models/current/model.safetensors"));
  modelVersion = createHash("sha256").update(model).digest("hex").slice(0, 12);
  compiled = await succeed(project.path, ["compile"]);
  // Alone in a folder: what it needs is inside.
  folder = made.use(await tempFolder());
  await Deno.rename(project.file("dist/faultline"), folder.file("faultline"));
});
// Runs after a beforeAll that failed, too: then there is less to remove.
Deno.test.afterAll(() => made.disposeAsync());

const sensors = {
  air_temperature_k: 298.9,
  process_temperature_k: 309.1,
  rotational_speed_rpm: 2861,
  torque_nm: 4.6,
  tool_wear_min: 143,
};

function run(args: string[], env?: Record<string, string>): Promise<Finished> {
  return runProgram(folder.file("faultline"), args, { cwd: folder.path, env });
}

function predict(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/predict`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ machine_id: "press-1", type: "M", ...sensors }),
  });
}

Deno.test("compiling leaves the binary alone, and says what is in it", () => {
  match(compiled.stdout, new RegExp(`^dist/faultline {2}model ${modelVersion}, \\d+ MB$`, "m"));
  deepEqual([...Deno.readDirSync(project.file("dist"))], []);
});

Deno.test("the binary says its versions: its own, Deno's, the model's", async () => {
  const { code, stdout } = await run(["version"]);
  equal(code, 0);
  match(
    stdout,
    new RegExp(
      `^faultline \\d+\\.\\d+\\.\\d+\\ndeno \\d+\\.\\d+\\.\\d+\\nmodel faultline ${modelVersion}\\n$`,
    ),
  );
});

Deno.test("the binary serves from an empty folder: healthy, it predicts, stores, and stops with 0", async () => {
  const command = [folder.file("faultline")];
  await using data = await tempFolder();
  {
    await using server = await startServer({ command, cwd: folder.path, env: { DATA_DIR: data.path } });
    const health = await run(["healthcheck"], { PORT: String(server.port) });
    equal(health.code, 0, health.stderr);
    const response = await predict(server.url);
    equal(response.status, 200);
    const prediction = await response.json();
    equal(prediction.model.version, modelVersion);
    const { stdout: kib } = await runProgram("ps", ["-o", "rss=", "-p", String(server.pid)], {
      cwd: folder.path,
    });
    ok(Number(kib) < 150 * 1024, `it holds ${kib.trim()} KiB after its first prediction`);
    const found = await fetch(`${server.url}/v1/predictions/${prediction.id}`);
    equal((await found.json()).reading.torque_nm, 4.6);

    server.kill("SIGTERM");
    equal(await server.ended, 0, server.stderr());
    const gone = await run(["healthcheck"], { PORT: String(server.port) });
    equal(gone.code, 1);
    match(gone.stderr, /^not ready: http:\/\/127\.0\.0\.1:\d+\/readyz: nothing answers$/m);

    await using again = await startServer({ command, cwd: folder.path, env: { DATA_DIR: data.path } });
    const kept = await fetch(`${again.url}/v1/predictions/${prediction.id}`);
    equal(kept.status, 200);
    await kept.body?.cancel();
  }
  deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["faultline"]);
});

Deno.test("every page, document and metric of the binary is inside it", async () => {
  await using data = await tempFolder();
  const command = [folder.file("faultline"), "serve"];
  await using server = await startServer({ command, cwd: folder.path, env: { DATA_DIR: data.path } });
  await (await predict(server.url)).body?.cancel();
  for (const path of ["/docs", "/openapi.json", "/metrics", "/v1/model", "/readyz", "/healthz"]) {
    const response = await fetch(server.url + path);
    equal(response.status, 200, `${path}: ${await response.text()}`);
  }
});

Deno.test("the binary watches what it predicts: reports on schedule, and when asked, with their page", async () => {
  await using data = await tempFolder();
  await using server = await startServer({
    command: [folder.file("faultline")],
    cwd: folder.path,
    env: { DATA_DIR: data.path, MONITOR_EVERY: "1s" },
  });
  await (await predict(server.url)).body?.cancel();
  const end = performance.now() + 30_000;
  while (!/^faultline_drift_report_seconds \d/m.test(await (await fetch(`${server.url}/metrics`)).text())) {
    ok(performance.now() < end, `no report was made on schedule\n${server.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const history = await (await fetch(`${server.url}/v1/drift/history`)).json();
  ok(history.items.length > 0, "the report was kept");
  // A question of its own, so that the report is made for it.
  const response = await fetch(`${server.url}/v1/drift?since=1h&method=psi`);
  equal(response.status, 200, server.stderr());
  const report = await response.json();
  equal(report.model.version, modelVersion);
  equal(report.window.read, 1);
  equal(report.dataset.verdict, "insufficient_data");
  ok(report.columns.length > 0, "its reference is inside");
  const page = await fetch(`${server.url}/drift`);
  equal(page.status, 200, server.stderr());
  match(await page.text(), /<main/);
  ok(!/"level":"(?:warn|error)"/.test(server.stderr()), server.stderr());
});

Deno.test("the binary scores a file by the headers it was compiled with, or those of a params file", async () => {
  const ai4i =
    "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],Torque [Nm],Tool wear [min]";
  const row = "1,M14860,M,298.9,309.1,2861,4.6,143";
  await using files = await tempFolder();
  Deno.writeTextFileSync(files.file("in.csv"), `${ai4i}\n${row}\n`);
  const paths = ["--input", files.file("in.csv"), "--output", files.file("out.csv")];
  const plain = await run(["predict", ...paths]);
  equal(plain.code, 0, plain.stderr);
  match(plain.stdout, /out\.csv: 1 rows, [01] predicted to fail, \d+\.\d s$/m);
  const [header, scored] = Deno.readTextFileSync(files.file("out.csv")).split("\n");
  equal(header, `${ai4i},probability,predicted_failure,error`);
  match(scored, new RegExp(`^${row},(?:0|1|0\\.\\d+|\\d\\.?\\d*e-\\d+),[01],$`));

  Deno.writeTextFileSync(files.file("in.csv"), `${ai4i.replace("Torque [Nm]", "Drehmoment")}\n${row}\n`);
  const unknown = await run(["predict", ...paths]);
  equal(unknown.code, 1);
  match(unknown.stderr, /^error\[SOURCE_COLUMN_MISSING\]: .*torque_nm/m);
  const params = Deno.readTextFileSync(project.file("params.yaml"));
  Deno.writeTextFileSync(
    files.file("params.yaml"),
    params.replace("torque_nm: Torque [Nm]", "torque_nm: Drehmoment"),
  );
  const mapped = await run(["predict", ...paths, "--params", files.file("params.yaml")]);
  equal(mapped.code, 0, mapped.stderr);
  equal(Deno.readTextFileSync(files.file("out.csv")).split("\n")[1], scored);
});

Deno.test("a key that the binary makes opens the server that has its entry, and no other key does", async () => {
  const answer = await run(["key", "gateway", "read+predict"]);
  equal(answer.code, 0);
  const [, key] = /^key +(fl_\S+)$/m.exec(answer.stdout)!;
  const [, entry] = /^entry +(\S+)$/m.exec(answer.stdout)!;
  ok(!entry.includes(key));
  await using data = await tempFolder();
  Deno.writeTextFileSync(data.file("keys"), `# callers\n${entry}\n`);
  await using server = await startServer({
    command: [folder.file("faultline")],
    cwd: folder.path,
    env: { DATA_DIR: data.path, API_KEYS_FILE: data.file("keys"), HOST: "127.0.0.1" },
  });
  const statuses = [];
  for (const token of [key, key.slice(0, -1) + (key.endsWith("A") ? "B" : "A"), undefined]) {
    const response = await predict(server.url, token ? { authorization: `Bearer ${token}` } : {});
    await response.body?.cancel();
    statuses.push(response.status);
  }
  deepEqual(statuses, [200, 401, 401]);
  const health = await run(["healthcheck"], { PORT: String(server.port), API_KEYS_FILE: data.file("keys") });
  equal(health.code, 0, "the probe is open");
  ok(!server.stderr().includes(key));
});

Deno.test("wrong use and a wrong environment are refused in the usual form, before anything is opened", async () => {
  const table: [string[], Record<string, string>, RegExp, number][] = [
    [["sreve"], {}, /^error\[USAGE\]: there is no command sreve\n {2}hint: known here: serve, predict, /m, 2],
    [["predict"], {}, /^error\[USAGE\]: required option '--input <file>' not specified\n {2}hint: /m, 2],
    [["key", "a"], {}, /^error\[USAGE\]: missing required argument 'scopes'\n {2}hint: /m, 2],
    [["key", "a", "write"], {}, /^error\[CONFIG_INVALID\]: the key: the scopes are not some of read, /m, 2],
    [["serve"], { PORT: "x" }, /^error\[CONFIG_INVALID\]: PORT must be a whole number /m, 2],
    [["serve"], { HOST: "0.0.0.0" }, /^error\[CONFIG_INVALID\]: HOST must be a loopback address /m, 2],
    [["serve"], { API_KEYS: "hidden" }, /^error\[CONFIG_INVALID\]: API_KEYS, entry 1 has 1 fields/m, 2],
    [["serve"], { API_KEYS_FILE: "none" }, /^error\[CONFIG_INVALID\]: API_KEYS_FILE must name a file /m, 2],
    [
      ["serve"],
      { MODEL: "nowhere" },
      /^error\[MODEL_NOT_FOUND\]: .*\n {2}hint: train one with deno task train/m,
      1,
    ],
  ];
  for (const [args, env, message, code] of table) {
    const finished = await run(args, { DATA_DIR: "never", ...env });
    match(finished.stderr, message);
    equal(finished.code, code, args.join(" "));
    ok(!/^\s+at /m.test(finished.stderr), finished.stderr);
    ok(!finished.stderr.includes("hidden"));
  }
  deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["faultline"]);
  match((await run(["--help"])).stdout, /^Usage: faultline/);
});

Deno.test("a port that is taken is refused by its name", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  await using data = await tempFolder();
  const { code, stderr } = await run([], { PORT: String(port), DATA_DIR: data.path });
  equal(code, 2);
  match(
    stderr,
    new RegExp(`^error\\[CONFIG_INVALID\\]: PORT ${port} is taken on 127\\.0\\.0\\.1\\n {2}hint: `, "m"),
  );
});
