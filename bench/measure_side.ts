import { join } from "node:path";
import type { Facts, Side } from "./benchmark.ts";

/** One run of one side. */
export interface Run {
  /** Of the work itself, as the program timed it; absent where it does not. */
  seconds?: number;
  /** From start to end of the process, imports included. */
  process_seconds: number;
  /** Of all cores together. */
  cpu_seconds: number;
  peak_rss_mb: number;
}

/** Set for the peers of this machine's own jobs; they slow numpy down where they name another machine. */
const removedVariables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONPATH", "DENO_V8_FLAGS"];

/** Runs a side once, in a process of its own. */
export async function measureSide(
  side: Side,
  { root, python }: { root: string; python: string },
): Promise<{ run: Run; facts: Facts }> {
  const env = Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) => !removedVariables.includes(name)),
  );
  const threads = String(side.threads);
  const { code, stdout, stderr } = await new Deno.Command(python, {
    args: ["-I", "-S", join(root, "bench/peers/measure.py"), threads, ...side.command],
    cwd: side.cwd ?? root,
    clearEnv: true,
    env: { ...env, NO_COLOR: "1", OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  if (code !== 0) {
    const said = [...lines.slice(-10), new TextDecoder().decode(stderr).slice(-3000)].join("\n");
    throw new Error(`${side.name} ended with ${code}: ${side.command.join(" ")}\n${said}`);
  }
  const process = JSON.parse(lines.pop()!) as Omit<Run, "seconds">;
  const own = [...lines].reverse().find((line) => line.startsWith("{"));
  const { seconds, peak_rss_mb, cpu_seconds, ...facts } = own ? JSON.parse(own) as Partial<Run> & Facts : {};
  const run: Run = { ...process };
  if (seconds !== undefined) run.seconds = seconds;
  if (peak_rss_mb !== undefined) run.peak_rss_mb = peak_rss_mb;
  if (cpu_seconds !== undefined) run.cpu_seconds = cpu_seconds;
  return { run, facts };
}
