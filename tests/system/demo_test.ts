import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { dirname } from "node:path";
import { runAtTerminal, task } from "../pipeline/run_at_terminal.ts";
import { runTask } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";

const root = dirname(dirname(import.meta.dirname!));

/** What the demo leaves in the folder for temporary files. */
function leftIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
    name.startsWith("faultline-")
  );
}

/** Starts the demo as a user does, with a folder of its own for temporary files, and tells what it has said so far. */
function startDemo(words: readonly string[], temp: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", "demo", ...words],
    cwd: root,
    // What somebody has set for a server of theirs is not this one's business.
    env: { NO_COLOR: "1", TMPDIR: temp, DATABASE_URL: "mysql://nobody@127.0.0.1:1/none", API_KEYS: "none" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = { stdout: "", stderr: "" };
  const hear = async (name: "stdout" | "stderr") => {
    for await (const text of child[name].pipeThrough(new TextDecoderStream())) said[name] += text;
  };
  const heard = Promise.all([hear("stdout"), hear("stderr")]);
  let ended = false;
  const code = child.status.then(async ({ code }) => {
    ended = true;
    await heard;
    return code;
  });
  /** Waits for something, for as long as the demo runs. */
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      ok(!ended, said.stderr);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return { child, said, code, until };
}

Deno.test("a live server names a sensor's offset and a new type within their limits, shows it, and is gone", async () => {
  await using temp = await tempFolder();
  const demo = startDemo(["--fault", "new-type", "--fault", "sensor-offset", "--json", "--keep"], temp.path);
  try {
    await demo.until(() => demo.said.stderr.includes("Ctrl+C ends the server"));
    const { page, ...result } = JSON.parse(demo.said.stdout);
    equal(result.held, true);
    deepEqual([result.seed, result.history, result.healthy, result.every], [42, 20_000, 2_000, 250]);
    // In the demo's order, with the limits that docs/monitoring.md states.
    const [offset, type] = result.faults;
    deepEqual([offset.fault, offset.limit, type.fault, type.limit], ["sensor-offset", 500, "new-type", 250]);
    ok(offset.named_after <= 500 && type.named_after <= 250, demo.said.stdout);
    for (const { false_alarms, alarms, expected, named_after } of result.faults) {
      deepEqual(false_alarms, []);
      const named = alarms.find(({ code, column }: { code: string; column: string }) =>
        code === expected.code && column === expected.column
      );
      equal(named.after, named_after);
      match(demo.said.stderr, new RegExp(`\\+${named_after} +✓ ${expected.code}: `));
    }
    deepEqual(offset.expected, { code: "sensor_fault", column: "air_temperature_k" });
    deepEqual(type.expected, { code: "new_category", column: "type" });

    const response = await fetch(page);
    equal(response.status, 200);
    // The last server has had readings of a type that it does not know.
    match(await response.text(), /that no model knows were refused/);
    demo.child.kill("SIGINT");
    equal(await demo.code, 0, demo.said.stderr);
    await rejects(fetch(page), "the server goes with the demo");
    deepEqual(leftIn(temp.path), []);
  } finally {
    try {
      demo.child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await demo.code;
  }
});

Deno.test("an interrupt leaves nothing behind", async () => {
  await using temp = await tempFolder();
  const demo = startDemo(["--fault", "new-type"], temp.path);
  await demo.until(() => leftIn(temp.path).length > 0);
  demo.child.kill("SIGTERM");
  equal(await demo.code, 143);
  match(demo.said.stderr, /^error\[INTERRUPTED\]: stopped by SIGTERM/m);
  equal(demo.said.stdout, "");
  deepEqual(leftIn(temp.path), []);
});

Deno.test("a fault or a seed that does not exist, or a param that would reach nobody, is wrong use", async () => {
  const refused = async (words: string[], about: RegExp) => {
    const { code, stdout, stderr } = await runTask(["demo", ...words], { cwd: root });
    deepEqual([code, stdout], [2, ""]);
    match(stderr, about);
  };
  await refused(["--fault", "earthquake"], /^error\[USAGE\]: there is no drift scenario "earthquake"/);
  await refused(["--seed", "-1"], /^error\[USAGE\]: --seed must be a whole number from 0 to 4294967295/);
  await refused(
    ["--set", "monitor.stretch_rows=200"],
    /^error\[USAGE\]: params of monitor are read by the server/,
  );
});

Deno.test("at a terminal nothing is asked for that the task may not do", async () => {
  // Everything is loaded by then, and a permission that is missing would be asked for.
  const { code, stdout } = await runAtTerminal(task(["demo", "--fault", "earthquake"]), { cwd: root });
  equal(code, 2, stdout);
  match(stdout, /there is no drift scenario "earthquake"/);
});
