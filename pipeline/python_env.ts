import { createHash } from "node:crypto";
import { delimiter, dirname, join, relative } from "node:path";
import { FaultlineError } from "../lib/errors.ts";

/** Programs of a Python environment of the project's own. */
export interface PythonEnv {
  python: string;
  /** There when the requirements name it, as the pipeline's do. */
  dvc: string;
}

/** Where the environment is made, and who is told. */
export interface PythonEnvOptions {
  /** The folder that holds it; made when it is missing (default: `.cache` of the project). */
  folder?: string;
  /** The packages, one a line, pinned (default: `pipeline/requirements.txt`). */
  requirements?: string;
  /** What making it costs, for a person (default: of the pipeline's). */
  cost?: string;
  /** Takes a line about what is under way (default: stderr). */
  say?: (line: string) => void;
}

const project = dirname(import.meta.dirname!);

/**
 * A Python environment of the project's own, made from its requirements the first time. Its name is a hash of the
 * requirements and of Python's version, so that a change of either makes a new one. Processes that ask at once wait for
 * the one that makes it; one that was interrupted is made again.
 *
 * @throws {FaultlineError} `PYTHON_MISSING` without Python 3 and its venv module; `PYTHON_PACKAGES` when pip fails.
 */
export async function pythonEnv(options: PythonEnvOptions = {}): Promise<PythonEnv> {
  const {
    folder = join(project, ".cache"),
    requirements = join(import.meta.dirname!, "requirements.txt"),
    cost = "about 430 MB",
    say = console.error,
  } = options;
  const version = await pythonVersion();
  const text = await Deno.readTextFile(requirements);
  const hash = createHash("sha256").update(`${version}\n${text}`).digest("hex").slice(0, 12);
  const place = join(folder, `venv-${hash}`);
  await Deno.mkdir(folder, { recursive: true });
  // The lock goes with the process that holds it, so that no crash leaves one behind.
  using lock = await Deno.open(`${place}.lock`, { create: true, write: true });
  await lock.lock(true);
  if (!await exists(join(place, "ready"))) {
    say(`making the project's Python environment in ${place} (once; ${cost})`);
    await make(place, requirements);
  }
  return { python: join(place, "bin", "python"), dvc: join(place, "bin", "dvc") };
}

/** An environment's PATH with the folder of the running Deno in front, for programs that run `deno` by its name. */
export function pathWithDeno(path: string | undefined): string {
  const folder = dirname(Deno.execPath());
  return path ? folder + delimiter + path : folder;
}

async function make(place: string, requirements: string): Promise<void> {
  await Deno.remove(place, { recursive: true }).catch(() => {});
  const venv = await run("python3", ["-m", "venv", place]);
  if (!venv.ok) throw missing(venv.output);
  const pip = await run(join(place, "bin", "python"), [
    ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", requirements],
  ]);
  if (!pip.ok) {
    throw new FaultlineError("PYTHON_PACKAGES", `pip could not install ${relative(project, requirements)}`, {
      details: pip.output.trim().split("\n").slice(-5),
      hint: "check the network, or pip's settings if packages come from a mirror",
    });
  }
  await Deno.writeTextFile(join(place, "ready"), "");
}

async function pythonVersion(): Promise<string> {
  const { ok, output } = await run("python3", ["--version"]);
  if (!ok) throw missing(output);
  return output.trim();
}

function missing(output: string): FaultlineError {
  return new FaultlineError(
    "PYTHON_MISSING",
    "cannot make a Python environment: python3 or its venv is missing",
    {
      details: output.trim().split("\n").slice(-3).filter((line) => line !== ""),
      hint: "install Python 3 with venv, on Debian: apt-get install python3 python3-venv",
    },
  );
}

async function run(command: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { ok: false, output: "" };
    throw error;
  }
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
