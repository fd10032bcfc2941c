import { writeFileAtomic } from "../lib/table/atomic_file.ts";

const timingFile = "reports/timing.json";

/**
 * Keeps how long steps took, in seconds, in `reports/timing.json`. Each stage replaces its own keys and leaves the
 * others'; null takes a key away. The file depends on the machine, and so belongs to no hash.
 */
export async function recordTiming(seconds: Readonly<Record<`${string}_s`, number | null>>): Promise<void> {
  let timing: Record<string, number> = {};
  try {
    timing = JSON.parse(await Deno.readTextFile(timingFile));
  } catch {
    // The first stage to finish makes the file; a damaged one is made anew.
  }
  for (const [key, value] of Object.entries(seconds)) {
    if (value === null) delete timing[key];
    else timing[key] = Math.round(value * 1000) / 1000;
  }
  writeFileAtomic(timingFile, JSON.stringify(timing, null, 2) + "\n");
}
