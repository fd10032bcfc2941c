import { abortUnfinishedFiles } from "./table/atomic_file.ts";

/**
 * Lets SIGINT and SIGTERM end the process at once: files under way are removed, one line on stderr says so, and the
 * exit code is 130 or 143.
 *
 * @param tidy What else is to be done before that line, e.g. to the terminal (default: nothing).
 *
 * @example
 * ```ts
 * endOnSignals(() => console.log("the progress bars are gone"));
 * ```
 */
export function endOnSignals(tidy: () => void = () => {}): void {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    Deno.addSignalListener(signal, () => {
      abortUnfinishedFiles();
      tidy();
      console.error(`error[INTERRUPTED]: stopped by ${signal}; nothing half-written was left`);
      Deno.exit(code);
    });
  }
}
