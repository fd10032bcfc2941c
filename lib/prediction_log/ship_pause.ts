/**
 * Fulfilled after a time, or as soon as the signal aborts.
 *
 * @param ms Milliseconds.
 *
 * @example
 * ```ts
 * await pause(1e9, AbortSignal.abort());
 * ```
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
