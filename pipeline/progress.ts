import { SingleBar } from "cli-progress";

/** How far long work has come. */
export interface Progress {
  /** Sets how much is done; `total` may become known, or better known, on the way. */
  update(done: number, total?: number): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Bars on the screen, so that an interrupted process can take them away. */
const shown = new Set<SingleBar>();

/**
 * A progress bar on stderr where that is a terminal, and nothing elsewhere.
 *
 * @param label What is under way, e.g. "train".
 * @param total How much there is to do; 0 when unknown.
 * @param unit What is counted, e.g. "trees".
 */
export function startProgress(label: string, total: number, unit: string): Progress {
  if (!Deno.stderr.isTerminal()) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: `${label.padEnd(10)} {bar} {percentage} %  {value} of {total} ${unit}`,
    barCompleteChar: "━",
    barIncompleteChar: "─",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    etaBuffer: 50,
    gracefulExit: false,
  });
  bar.start(Math.max(total, 1), 0);
  shown.add(bar);
  return {
    update(done, newTotal) {
      if (newTotal !== undefined) bar.setTotal(Math.max(newTotal, 1));
      bar.update(done);
    },
    stop() {
      if (shown.delete(bar)) bar.stop();
    },
  };
}

/** Takes every bar away and shows the cursor again; for a handler of interrupts. */
export function stopProgress(): void {
  for (const bar of shown) bar.stop();
  shown.clear();
}
