import { deepEqual } from "node:assert/strict";

/** Each thread's nice value: the 19th field of its `stat`, as proc(5) has it. A thread that ends meanwhile is none. */
async function nicenesses(): Promise<Map<string, number>> {
  const command = new Deno.Command("sh", { args: ["-c", `cat /proc/${Deno.pid}/task/*/stat 2>/dev/null`] });
  const { stdout } = await command.output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return new Map(lines.map((line) => {
    const behindName = line.slice(line.lastIndexOf(")") + 2).split(" ");
    return [line.split(" ")[0], Number(behindName[16])];
  }));
}

Deno.test({
  name: "a thread that stands back has the lowest priority, and no other thread has",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = await nicenesses();
    const worker = new Worker(import.meta.resolve("./stand_back_worker.ts"), { type: "module" });
    await new Promise((resolve) => worker.onmessage = resolve);
    const changed = [...await nicenesses()].filter(([name, niceness]) =>
      niceness !== (before.get(name) ?? 0)
    );
    worker.terminate();
    deepEqual(changed.map(([, niceness]) => niceness), [19]);
  },
});
