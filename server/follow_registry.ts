import { FaultlineError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Monitor } from "./monitor.ts";
import type { RegistryModel } from "./registry_model.ts";
import type { ServedModels } from "./served_models.ts";

/** What asks the registry now and then. */
export interface RegistryFollower {
  /** Asks no more. What is under way is ended by the signal that the registry was opened with. */
  close(): void;
}

export interface FollowRegistryOptions {
  registry: Pick<RegistryModel, "hasOther" | "status">;
  served: ServedModels;
  monitor: Pick<Monitor, "modelSwapped">;
  /** Milliseconds from one question to the next; 0 for none. */
  everyMs: number;
  /** From 0 to 1: no two servers ask in step. */
  random: () => number;
  log: Log;
}

/** Milliseconds after which a question that failed is asked again, and the most that this grows to. */
const againMs = 10_000, longestMs = 60_000;

/**
 * Swaps in the version that the registry names whenever that is another one. After a failure it asks again soon, then
 * after twice as long each time; the registry's model logs what failed.
 */
export function followRegistry(options: FollowRegistryOptions): RegistryFollower {
  const { registry, served, monitor, everyMs, random, log } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let failures = registry.status().unansweredSince === null && registry.status().refused === null ? 0 : 1;

  async function follow(): Promise<void> {
    try {
      if (await registry.hasOther()) await swap();
      failures = 0;
    } catch (error) {
      failures++;
      if (!(error instanceof FaultlineError)) log.error({ err: error }, "the registry was not followed");
    }
    schedule();
  }

  async function swap(): Promise<void> {
    const before = served.current();
    const { name, version, registered } = await served.reload();
    log.info({ name, version, before: before.version, registered: registered?.version }, "model swapped");
    monitor.modelSwapped();
  }

  function schedule(): void {
    if (isClosed) return;
    // A tenth to either side.
    timer = setTimeout(follow, pauseMs(everyMs, failures) * (0.9 + random() / 5));
  }

  if (everyMs > 0) schedule();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Milliseconds to the next question, after so many that failed. */
export function pauseMs(everyMs: number, failures: number): number {
  if (failures === 0) return everyMs;
  return Math.min(Math.min(everyMs, againMs) * 2 ** (failures - 1), Math.max(everyMs, longestMs));
}
