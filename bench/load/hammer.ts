import { join } from "node:path";
import process from "node:process";
import { closedLoop } from "./closed_loop.ts";
import { loadRequests } from "./load_requests.ts";

/** What a closed loop found out. */
export interface HammerResult {
  generator: "wrk" | "ours";
  answers: number;
  seconds: number;
  not_2xx: number;
  broken: number;
  p50_ms: number;
  p99_ms: number;
  /** Processor time of the generator itself. */
  generator_cpu_seconds: number;
}

/** What is asked. */
export interface HammerOptions {
  port: number;
  path: string;
  headers: Readonly<Record<string, string>>;
  /** File of bodies, one a line. */
  bodies: string;
  connections: number;
  seconds: number;
  /** Which generator (default: wrk where it is installed). */
  generator?: "wrk" | "ours";
}

/**
 * Loads a server from a closed loop as cheaply as this machine can: by wrk where it is installed (one thread, LuaJIT),
 * else by ours.
 */
export async function hammer(options: HammerOptions): Promise<HammerResult> {
  const { generator = await hasWrk() ? "wrk" : "ours" } = options;
  return generator === "wrk" ? await byWrk(options) : await byOurs(options);
}

async function byWrk(options: HammerOptions): Promise<HammerResult> {
  const { port, path, headers, bodies, connections, seconds } = options;
  const { code, stdout, stderr } = await new Deno.Command("python3", {
    args: [
      ...["-I", "-S", join(import.meta.dirname!, "../peers/measure.py"), `${navigator.hardwareConcurrency}`],
      ...[
        "wrk",
        "-t1",
        `-c${connections}`,
        `-d${seconds}s`,
        "--timeout",
        "30s",
        "-s",
        join(import.meta.dirname!, "wrk.lua"),
      ],
      ...[`http://127.0.0.1:${port}${path}`, "--", bodies, ...Object.entries(headers).flat()],
    ],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0) throw new Error(`wrk ended with ${code}: ${text}${new TextDecoder().decode(stderr)}`);
  const [found, usage] = text.split("\n").filter((line) => line.startsWith("{")).map((line) =>
    JSON.parse(line)
  );
  return { generator: "wrk", ...found, generator_cpu_seconds: usage.cpu_seconds };
}

async function byOurs(options: HammerOptions): Promise<HammerResult> {
  const requests = await loadRequests(options.bodies, options);
  const end = performance.now() + 1000 * options.seconds;
  const before = process.cpuUsage();
  const { answers, statuses, seconds, latencies } = await closedLoop({
    port: options.port,
    connections: options.connections,
    requests,
    until: () => performance.now() >= end,
  });
  const { user, system } = process.cpuUsage(before);
  return {
    generator: "ours",
    answers,
    seconds,
    not_2xx: answers - (statuses[200] ?? 0),
    broken: 0,
    p50_ms: latencies.quantile(0.5),
    p99_ms: latencies.quantile(0.99),
    generator_cpu_seconds: (user + system) / 1e6,
  };
}

let wrk: Promise<boolean> | undefined;

/** Whether wrk is installed. */
export function hasWrk(): Promise<boolean> {
  return wrk ??= new Deno.Command("wrk", { args: ["-v"], stdin: "null", stdout: "null", stderr: "null" })
    .output().then(() => true, () => false);
}
