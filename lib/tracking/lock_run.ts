import { dirname } from "node:path";

/**
 * Waits until no other process sends this run, and keeps others from it until it is disposed of: `using lock = await
 * lockRun(path)`. The system lets go of the lock when the process ends, however it ends, so that none is ever stale.
 */
export async function lockRun(path: string): Promise<Disposable> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { create: true, write: true });
  await file.lock(true);
  return file;
}
