import { join } from "node:path";

/** What a process and all below it hold and have used. */
export interface ProcessUsage {
  processes: number;
  /** Resident memory now, and at its greatest, of each process added up. */
  rss_mb: number;
  peak_rss_mb: number;
  /** Of all cores together, since they began. */
  cpu_seconds: number;
  pids: number[];
}

/** Asks Linux about a process and all below it; Python does, since Deno reads /proc only where all is allowed. */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  const { code, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-I", "-S", join(import.meta.dirname!, "process_usage.py"), `${pid}`],
    stdin: "null",
  }).output();
  if (code !== 0) throw new Error(`cannot look at process ${pid}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
