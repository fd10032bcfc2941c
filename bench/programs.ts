import { join } from "node:path";
import type { Side } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";

/** What a side is called, runs with, and how many cores it may use. */
export interface Program extends Omit<Side, "command"> {
  /** A file of `bench/ours/` or `bench/peers/`. */
  program: string;
  args: readonly string[];
}

/** A side of ours: a program of `bench/ours/`. */
export function ourProgram({ root }: BenchContext, { program, args, ...side }: Program): Side {
  const command = [Deno.execPath(), "run", "-q", "-P=bench", join(root, "bench/ours", program), ...args];
  return { ...side, command };
}

/** A peer: a program of `bench/peers/`. */
export function peerProgram({ root, python }: BenchContext, { program, args, ...side }: Program): Side {
  return { ...side, command: [python, join(root, "bench/peers", program), ...args] };
}
