import { equal, match } from "node:assert/strict";
import { copyProject, runTask } from "../support/run_task.ts";

// Ends before Deno's runtime is needed; tests/binary/binary_test.ts compiles.
Deno.test("compiling without a model says how to train one", async () => {
  await using empty = await copyProject();
  const { code, stderr } = await runTask(["compile"], { cwd: empty.path });
  equal(code, 1);
  match(stderr, /^error\[MODEL_NOT_FOUND\]: .*\n {2}hint: .*deno task train/m);
});
