import { equal, match, ok } from "node:assert/strict";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { copyProject, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { runAtTerminal, task } from "./run_at_terminal.ts";
import { filesOf, noTable, quick, succeed } from "./small_run.ts";

const password = "s3cret-pa55";
const simulation = ["--rows", "1500", "--seed", "7"];

let project: TempFolder;
let server: Mariadb;
let direct: string;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  server = await startMariadb();
  await server.sql(
    `CREATE USER plant@'%' IDENTIFIED BY '${password}'; GRANT ALL ON plant.* TO plant@'%'`,
  );
  direct = await readings("simulate:?rows=1500&seed=7");
  equal(direct.split("\n").length, 1502, "a header, the rows, a newline at the end");
});
Deno.test.afterAll(async () => {
  await server.stop();
  await project[Symbol.asyncDispose]();
});

/** The readings.csv of a run on a source. */
async function readings(source: string, env?: Record<string, string>): Promise<string> {
  const train = ["train", "--source", source, ...quick, ...noTable];
  await succeed(project.path, train, env);
  return Deno.readTextFileSync(project.file("data/raw/readings.csv"));
}

Deno.test("a plant simulated into a CSV file or a SQLite table is taken in as the simulator itself", async () => {
  for (const url of ["csv:plant.csv", "sqlite:plant.db?table=readings"]) {
    const { stdout } = await succeed(project.path, ["simulate", "--to", url, ...simulation]);
    match(stdout, /^simulate +1,500 rows into .* \d+\.\d s\n$/);
    equal(await readings(url), direct, url);
  }
});

Deno.test("so is one in MySQL, whose password no file and no line shows", async () => {
  const url = `mysql://plant@127.0.0.1:${server.port}/plant?table=readings&ssl-mode=disabled`;
  const env = { MYSQL_PWD: password };
  await succeed(project.path, ["simulate", "--to", url, ...simulation], env);
  equal(await readings(url, env), direct);
  equal(
    await readings(`${url}&password-env=FAULTLINE_PLANT_PASSWORD`, { FAULTLINE_PLANT_PASSWORD: password }),
    direct,
  );
  const shown = await runAtTerminal(task(["stage:ingest", "--source", url]), { cwd: project.path, env });
  equal(shown.code, 0, shown.stdout);
  ok(!shown.stdout.includes("Deno requests"), "no permission is asked for on the way to a server");
  const { stdout, stderr } = await succeed(project.path, [
    ...["stage:ingest", "--source", url.replace("plant@", `plant:${password}@`)],
  ]);
  ok(!`${stdout}${stderr}`.includes(password));
  for (const path of filesOf(project.path)) {
    ok(!new TextDecoder("latin1").decode(Deno.readFileSync(project.file(path))).includes(password), path);
  }
});

Deno.test("what MySQL refuses is an error in one line, without the password", async () => {
  const at = `127.0.0.1:${server.port}/plant`;
  const table: [code: string, url: string, password: string][] = [
    ["SOURCE_PASSWORD", `mysql://plant@${at}?ssl-mode=disabled`, "wrong-pa55"],
    ["SOURCE_TABLE_UNKNOWN", `mysql://plant@${at}?table=nothing&ssl-mode=disabled`, password],
    ["SOURCE_PASSWORD", `mysql://plant@${at}?password-env=FAULTLINE_NOT_SET&ssl-mode=disabled`, password],
  ];
  for (const [code, url, secret] of table) {
    const task = ["stage:ingest", "--source", url];
    const finished = await runTask(task, { cwd: project.path, env: { MYSQL_PWD: secret } });
    equal(finished.code, 1, finished.stderr);
    match(finished.stderr, new RegExp(`^error\\[${code}\\]: .`));
    ok(!/^\s+at /m.test(finished.stderr) && !finished.stderr.includes(secret), finished.stderr);
  }
});

Deno.test("a source that is filled already is only added to or replaced when asked", async () => {
  const fill = (...more: string[]) => ["simulate", "--to", "csv:filled.csv", "--rows", "10", ...more];
  const count = () => Deno.readTextFileSync(project.file("filled.csv")).trimEnd().split("\n").length - 1;
  await succeed(project.path, fill());
  const refused = await runTask(fill(), { cwd: project.path });
  equal(refused.code, 1);
  match(refused.stderr, /^error\[OUTPUT_EXISTS\]: .*\n {2}hint: /);
  equal(count(), 10);
  await succeed(project.path, fill("--append", "--seed", "43"));
  equal(count(), 20);
  await succeed(project.path, fill("--replace"));
  equal(count(), 10);
  const both = await runTask(fill("--replace", "--append"), { cwd: project.path });
  equal(both.code, 2);
  match(both.stderr, /^error\[USAGE\]: /);
});

Deno.test("a drift is known by its name, and a wrong name is answered with those there are", async () => {
  const fill = ["simulate", "--to", "csv:drift.csv", "--rows", "500", "--drift"];
  const { code, stderr } = await runTask([...fill, "no-such-drift"], { cwd: project.path });
  equal(code, 2);
  match(stderr, /^error\[USAGE\]: .*no-such-drift/);
});
