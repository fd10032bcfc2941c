/** Says what the benchmark reads: seconds of the work, and facts that show which work it was. */
export function report(seconds: number, facts: Readonly<Record<string, number | string>>): void {
  console.log(JSON.stringify({ seconds, ...facts }));
}

/** Runs a piece of work by the clock. */
export async function timed<T>(work: () => Promise<T> | T): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}
