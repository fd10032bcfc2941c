import { equal } from "node:assert/strict";
import { runProgram } from "./run_task.ts";
import { venv } from "./venv.ts";

Deno.test("the project's Python has the DVC and the libraries that its requirements name", async () => {
  const { python, dvc } = await venv();
  const version = await runProgram(dvc, ["--version"], { cwd: "." });
  equal(version.stdout.trim(), "3.67.1");
  const libraries =
    "import numpy, pyarrow, safetensors; print(numpy.__version__, pyarrow.__version__, safetensors.__version__)";
  equal((await runProgram(python, ["-c", libraries], { cwd: "." })).stdout.trim(), "2.4.6 26.0.1 0.8.0");
});
