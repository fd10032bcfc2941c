import { constants, setPriority } from "node:os";

/**
 * Lets the threads that answer requests go first: this thread runs when a core would be idle. On Linux alone, where a
 * priority is a thread's own (setpriority(2), "C library/kernel differences"); elsewhere it would be the whole
 * process's. Where it is not allowed the thread runs as before.
 *
 * @example
 * ```ts
 * standBack();
 * ```
 */
export function standBack(): void {
  if (Deno.build.os !== "linux") return;
  try {
    setPriority(0, constants.priority.PRIORITY_LOW);
  } catch {
    // Only slower for others: no reason not to report.
  }
}
