/** What an id looks like. Ids are kept in small letters, and compare as text. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids looked for by one statement, and by one question to another thread, so that others get their turn between. */
const chunkIds = 1_000;

/**
 * Ids of predictions, each once, in chunks of 1,000. Text that can be no id of a prediction is left out.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
 * deepEqual(idChunks([id, "press-1", id]), [[id]]);
 * ```
 */
export function idChunks(ids: readonly string[]): string[][] {
  const wanted = [...new Set(ids)].filter((id) => uuid.test(id));
  const chunks: string[][] = [];
  for (let i = 0; i < wanted.length; i += chunkIds) chunks.push(wanted.slice(i, i + chunkIds));
  return chunks;
}
