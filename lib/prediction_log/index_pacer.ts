import type { MachineIndex } from "./machine_index.ts";

/** Rows by which the index may lag before groups wait for it, and rows of a step. */
const mostWaiting = 20_000;
const stepRows = 500;
/** So far behind, groups wait until the index has caught up by as much as they added. */
const muchWaiting = 10 * mostWaiting;
/** Milliseconds without a group after which the index goes on. */
const idleMs = 20;

/** Brings an index by machine up to date between groups of rows. */
export interface IndexPacer {
  /** To be told after each group how many rows it had. */
  added(rows: number): void;
  /** Steps no more. */
  close(): void;
}

/**
 * Lets an index lag while rows come in, so that its entries go in many to a page, but not by much; and brings it up to
 * date when no rows come. A step that fails is made again later: what it fails of fails the next group too, and is
 * told there.
 */
export function paceIndex(index: Pick<MachineIndex, "step" | "waiting">): IndexPacer {
  let credit = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function step(rows: number): boolean {
    try {
      index.step(rows);
      return true;
    } catch {
      return false;
    }
  }

  function onIdle(): void {
    timer = undefined;
    const isWell = step(stepRows);
    if (index.waiting() > 0) timer = setTimeout(onIdle, isWell ? 0 : 50 * idleMs);
  }

  return {
    added(rows) {
      if (index.waiting() >= mostWaiting) {
        // Half as much again as came in, so that the lag shrinks.
        credit += 1.5 * rows;
        if (credit >= stepRows) {
          step(index.waiting() >= muchWaiting ? credit : Math.min(credit, 4 * stepRows));
          credit = 0;
        }
      }
      clearTimeout(timer);
      timer = setTimeout(onIdle, idleMs);
    },
    close() {
      clearTimeout(timer);
    },
  };
}
