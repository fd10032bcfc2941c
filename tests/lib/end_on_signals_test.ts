import { deepEqual, equal } from "node:assert/strict";
import { tempFolder } from "../support/temp_folder.ts";

const program = new URL("./end_on_signals_child.ts", import.meta.url).pathname;

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} ends a process with ${code}: its half-written file is gone, and stderr says so`, async () => {
    await using folder = await tempFolder();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-P=test", program],
      cwd: folder.path,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output();
    const names = () => [...Deno.readDirSync(folder.path)].map(({ name }) => name);
    const patience = AbortSignal.timeout(20_000);
    while (names().length === 0) {
      patience.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    deepEqual(names(), [".scores.csv.1.part"]);
    child.kill(signal);
    const ended = await output;
    equal(ended.code, code);
    deepEqual(names(), []);
    equal(new TextDecoder().decode(ended.stdout), "tidied\n");
    equal(
      new TextDecoder().decode(ended.stderr),
      `{"level":"info","time":"1970-01-01T00:00:00.000Z","msg":"begun"}\n` +
        `error[INTERRUPTED]: stopped by ${signal}; nothing half-written was left\n`,
    );
  });
}
