import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { parse } from "yaml";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { type GitProject, gitProject } from "../pipeline/git_project.ts";
import { filesOf } from "../pipeline/small_run.ts";

const password = "s3cret-pa55";
const secret = { MYSQL_PWD: password };
const quick = { "train.trees": 20, "validation.folds": 3, "evaluation.bootstrap_samples": 100 };
const ingestAgain = ["repro", "--force", "--single-item", "ingest"];

interface Lock {
  stages: Record<string, { outs: { path: string; md5: string }[] }>;
}

/** The hash under which DVC keeps the snapshot of the readings. */
function snapshot(project: GitProject): string {
  const { stages } = parse(project.text("dvc.lock")) as Lock;
  return stages.ingest.outs.find(({ path }) => path === "data/raw/readings.csv")!.md5;
}

/** A DVC command that must succeed; gives what it said. */
async function dvc(project: GitProject, args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await project.tryDvc(args, env);
  equal(code, 0, `dvc ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

async function task(project: GitProject, args: string[], env: Record<string, string> = {}): Promise<void> {
  const { code, stderr } = await project.tryTask(args, env);
  equal(code, 0, stderr);
}

/** Stages that DVC ran, by what it said. */
function ran(said: string): string[] {
  return [...said.matchAll(/^Running stage '(\w+)'/gm)].map(([, stage]) => stage);
}

Deno.test("a database is versioned by its snapshot", async (t) => {
  await using project = await gitProject();
  const server: Mariadb = await startMariadb();
  try {
    await versionDatabase(t, project, server);
  } finally {
    await server.stop();
  }
});

async function versionDatabase(t: Deno.TestContext, project: GitProject, server: Mariadb): Promise<void> {
  const url = `mysql://plant@127.0.0.1:${server.port}/plant?table=readings&ssl-mode=disabled`;
  await server.sql(`CREATE USER plant@'%' IDENTIFIED BY '${password}'; GRANT ALL ON plant.* TO plant@'%'`);
  await task(project, ["simulate", "--to", url, "--rows", "2000", "--seed", "7"], secret);
  project.setParams({ "ingest.source": url, ...quick });

  await t.step("repro takes it in, with the password from the environment", async () => {
    deepEqual(ran(await dvc(project, ["repro"], secret)), ["ingest", "transform", "train", "evaluate"]);
    await project.git("commit", "-qam", "the plant on Monday");
  });
  const monday = project.text("dvc.lock");
  const mondayRows = project.text("data/raw/readings.csv");

  await t.step("no file has the password", () => {
    for (const path of filesOf(project.path, ["data", "models", "reports", ".dvc"])) {
      ok(!new TextDecoder("latin1").decode(Deno.readFileSync(project.file(path))).includes(password), path);
    }
    ok(monday.includes("mysql://plant@127.0.0.1") && !monday.includes(password));
  });

  await t.step("the same rows give the same hash, and there is nothing more to do", async () => {
    deepEqual(ran(await dvc(project, ingestAgain, secret)), ["ingest"]);
    equal(project.text("dvc.lock"), monday);
    deepEqual(ran(await dvc(project, ["repro"])), []);
  });

  await t.step("a change of the database is not seen by repro alone", async () => {
    await server.sql("UPDATE plant.readings SET torque_nm = torque_nm + 1 WHERE sequence = 17");
    deepEqual(ran(await dvc(project, ["repro"], secret)), []);
    equal(project.text("dvc.lock"), monday);
  });

  await t.step("ingest, forced, takes it up, and repro then runs what follows from it", async () => {
    deepEqual(ran(await dvc(project, ingestAgain, secret)), ["ingest"]);
    notEqual(snapshot(project), (parse(monday) as Lock).stages.ingest.outs[0].md5);
    match(
      await dvc(project, ["status"]),
      /^transform:\n\s+changed deps:\n\s+modified: +data\/raw\/readings\.csv/m,
    );
    deepEqual(ran(await dvc(project, ["repro"])), ["transform", "train", "evaluate"]);
    await project.git("commit", "-qam", "the plant on Tuesday");
    const changed = project.text("data/raw/readings.csv").split("\n").filter((line, i) =>
      line !== mondayRows.split("\n")[i]
    );
    equal(changed.length, 1);
  });

  await t.step("git and dvc checkout bring Monday's rows and model back, without the database", async () => {
    await project.git("checkout", "-q", "HEAD~1");
    await dvc(project, ["checkout"]);
    equal(project.text("data/raw/readings.csv"), mondayRows);
    deepEqual(ran(await dvc(project, ["repro"])), []);
    await project.git("checkout", "-q", "-");
  });

  await t.step("rows as they were on Monday give Monday's lock, and nothing is computed anew", async () => {
    await server.sql("UPDATE plant.readings SET torque_nm = torque_nm - 1 WHERE sequence = 17");
    await dvc(project, ingestAgain, secret);
    deepEqual(ran(await dvc(project, ["repro"])), []);
    equal(project.text("dvc.lock"), monday);
  });

  await t.step("the same rows in a CSV file have the same hash as in the database", async () => {
    await task(project, ["simulate", "--to", "csv:plant.csv", "--rows", "2000", "--seed", "7"]);
    project.setParams({ "ingest.source": "csv:plant.csv" });
    deepEqual(ran(await dvc(project, ["repro", "ingest"])), ["ingest"]);
    equal(snapshot(project), (parse(monday) as Lock).stages.ingest.outs[0].md5);
  });
}

Deno.test("a CSV file is versioned the same way, whatever its headers and line ends", async (t) => {
  await using project = await gitProject();
  const write = (text: string) => Deno.writeTextFileSync(project.file("plant.csv"), text);
  const text = aiHeaders(await simulated(project));
  write(text);
  project.setParams({ "ingest.source": "csv:plant.csv", ...quick });
  await dvc(project, ["repro", "ingest"]);
  const first = project.text("dvc.lock");

  await t.step("the same rows with other line ends give the same hash", async () => {
    write(text.replaceAll("\n", "\r\n"));
    await dvc(project, ingestAgain);
    equal(project.text("dvc.lock"), first);
  });

  await t.step("a row more is taken up by ingest, forced, and not before", async () => {
    const [last] = text.trimEnd().split("\n").slice(-1);
    write(`${text}${last.replace(/^\d+/, "2001")}\n`);
    deepEqual(ran(await dvc(project, ["repro", "ingest"])), []);
    await dvc(project, ingestAgain);
    notEqual(snapshot(project), (parse(first) as Lock).stages.ingest.outs[0].md5);
    equal(project.text("data/raw/readings.csv").trimEnd().split("\n").length, 2002);
  });
});

/** What `simulate` writes into a CSV file. */
async function simulated(project: GitProject): Promise<string> {
  await task(project, ["simulate", "--to", "csv:simulated.csv", "--rows", "2000", "--seed", "7"]);
  return project.text("simulated.csv");
}

/** The same rows under the headers of AI4I 2020. */
function aiHeaders(csv: string): string {
  const headers: Record<string, string> = {
    reading_id: "UDI",
    machine_id: "Product ID",
    type: "Type",
    air_temperature_k: "Air temperature [K]",
    process_temperature_k: "Process temperature [K]",
    rotational_speed_rpm: "Rotational speed [rpm]",
    torque_nm: "Torque [Nm]",
    tool_wear_min: "Tool wear [min]",
    failure: "Machine failure",
  };
  const [header, ...rows] = csv.split("\n");
  return [header.split(",").map((name) => headers[name] ?? name).join(","), ...rows].join("\n");
}

const ai4i = Deno.env.get("AI4I_CSV");
if (ai4i) {
  Deno.test("AI4I 2020 itself is versioned, 10,000 rows and their hash", async () => {
    await using project = await gitProject();
    project.setParams({ "ingest.source": `csv:${Deno.realPathSync(ai4i)}` });
    await dvc(project, ["repro", "ingest"]);
    const { rows, rejected } = JSON.parse(project.text("data/raw/summary.json"));
    deepEqual([rows, rejected], [10_000, 0]);
    const first = snapshot(project);
    await dvc(project, ingestAgain);
    equal(snapshot(project), first);
  });
}
