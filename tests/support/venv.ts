import { FaultlineError } from "../../lib/errors.ts";
import { type PythonEnv, pythonEnv, type PythonEnvOptions } from "../../pipeline/python_env.ts";

/**
 * A Python environment, by default the project's with DVC in it. As root on Debian without Python it installs Python,
 * saying so.
 */
export async function venv(options: PythonEnvOptions = {}): Promise<PythonEnv> {
  try {
    return await pythonEnv(options);
  } catch (error) {
    if (!(error instanceof FaultlineError && error.code === "PYTHON_MISSING")) throw error;
    if (Deno.uid() !== 0 || !await installPython()) throw error;
    return await pythonEnv(options);
  }
}

async function installPython(): Promise<boolean> {
  console.error("no python3 with venv on this machine: installing it with apt-get");
  for (
    const args of [["update", "-qq"], [
      "install",
      "-y",
      "-qq",
      "--no-install-recommends",
      "python3",
      "python3-venv",
    ]]
  ) {
    const { success } = await new Deno.Command("apt-get", {
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "null",
    }).output().catch(() => ({ success: false }));
    if (!success) return false;
  }
  return true;
}
