import { deepEqual, equal, match, ok } from "node:assert/strict";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { DriftName } from "../../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { numberColumn, textColumn } from "../../lib/table/table.ts";
import { noTable, quick, succeed } from "../pipeline/small_run.ts";
import { runProgram } from "../support/run_task.ts";
import { startServer } from "../support/server_process.ts";
import { type ActProject, actProject } from "./act_project.ts";

const history = 10_000, seed = 1, count = 800;

/** A plant whose model has predicted `count` readings into the SQLite database that `database` names. */
async function watchedProject(): Promise<ActProject> {
  const project = await actProject();
  await succeed(project.path, [
    ...["train", "--source", `simulate:?rows=${history}&seed=${seed}`, ...quick, ...noTable],
  ]);
  await runProgram("cp", ["-r", project.file("models/current"), project.stub("model")], {
    cwd: project.path,
  });
  return project;
}

async function predict(project: ActProject, folder: string, drift?: DriftName): Promise<string> {
  const rows = history + count;
  const [table] = simulateReadings({ rows, seed, drift, driftStart: history / rows, batchRows: rows });
  const readings = Array.from({ length: count }, (_, i) => ({
    machine_id: textColumn(table, "machine_id")[history + i],
    type: textColumn(table, "type")[history + i],
    ...Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(table, name)[history + i]])),
  }));
  await using server = await startServer({
    command: [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
    cwd: project.path,
    env: { DATA_DIR: project.stub(folder), MONITOR_EVERY: "off", HOST: "127.0.0.1" },
  });
  const answer = await fetch(`${server.url}/v1/predict/batch`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: readings.map((reading) => JSON.stringify(reading) + "\n").join(""),
  });
  equal(answer.status, 200, await answer.text());
  return `sqlite:${project.stub(`${folder}/faultline.db`)}`;
}

Deno.test("monitor.yml: silent while the plant is as ever, one issue once a sensor is off, train.yml when params say so", async (t) => {
  await using project = await watchedProject();
  const gh = () => project.calls().filter((call) => call.startsWith("gh "));
  const fresh = () => Deno.writeTextFileSync(project.stub("calls"), "");
  const vault = { AZURE_KEY_VAULT: "plant-vault" };
  const url = "https://example.invalid/artifacts/monitor";

  await t.step("the plant is as ever: a report, and nobody is told", async () => {
    const DATABASE_URL = await predict(project, "healthy");
    const { code, output } = await project.run("monitor", {
      event: "schedule",
      vars: { ...vault, DATABASE_URL },
    });
    equal(code, 0, output);
    deepEqual(gh(), []);
    ok(project.calls().some((call) => /^az keyvault secret show .*--name mysql-password /.test(call)));
    ok(!output.includes("from the vault"), "the password is in the log");
    for (const file of ["monitor.html", "monitor.json", "monitor.txt"]) {
      const text = Deno.readTextFileSync(project.stub(`artifacts/monitor/${file}`));
      ok(text.length > 0 && !text.includes("from the vault"), file);
    }
  });

  const DATABASE_URL = await predict(project, "drifted", "sensor-offset");
  await t.step(
    "a sensor is off: an issue with the report, and no training unless params say so",
    async () => {
      fresh();
      const { code, output } = await project.run("monitor", { event: "schedule", vars: { DATABASE_URL } });
      equal(code, 0, output);
      deepEqual(gh().map((call) => call.split(" ").slice(0, 3).join(" ")), [
        ...["gh label create", "gh issue list", "gh issue create"],
      ]);
      const body = Deno.readTextFileSync(project.stub("body.md"));
      match(body, new RegExp(`\\[The whole report\\]\\(${url}\\)`));
      match(body, /```\nfaultline [0-9a-f]{12}: 800 predictions[\s\S]*air_temperature_k[\s\S]*```/);
    },
  );

  await t.step(
    "the issue is open already: it is updated; and training starts, as params say now",
    async () => {
      fresh();
      Deno.writeTextFileSync(project.stub("gh"), "7\n");
      const params = Deno.readTextFileSync(project.file("params.yaml"));
      Deno.writeTextFileSync(
        project.file("params.yaml"),
        params.replace("retrain_on_drift: false", "retrain_on_drift: true"),
      );
      const { code, output } = await project.run("monitor", { event: "schedule", vars: { DATABASE_URL } });
      equal(code, 0, output);
      const calls = gh();
      ok(calls.includes("gh issue edit 7 --body-file issue.md"), calls.join("\n"));
      ok(calls.includes(`gh issue comment 7 --body Still so. [The newest report](${url})`), calls.join("\n"));
      ok(calls.includes("gh workflow run train.yml --ref main"), calls.join("\n"));
      ok(!calls.some((call) => call.startsWith("gh issue create")), calls.join("\n"));
    },
  );

  await t.step("a database that cannot be read fails the run, and is no alarm", async () => {
    fresh();
    const { code, output } = await project.run("monitor", {
      event: "schedule",
      vars: { DATABASE_URL: "mysql://nobody@127.0.0.1:1/plant" },
    });
    equal(code, 1, output);
    deepEqual(gh(), []);
  });
});
