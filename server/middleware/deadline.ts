/** Something that must be over by a time. */
interface Deadline {
  /** On the clock of `performance.now()`. */
  at: number;
  expire: () => void;
}

/** How late a deadline may be seen to have passed, in milliseconds. */
const tickMs = 250;

const waiting = new Set<Deadline>();
let ticking = false;

/**
 * Calls `expire` once `timeoutMs` milliseconds have passed, or up to a quarter of a second later, unless the function
 * that it returns is called before.
 *
 * One timer serves all deadlines and runs only while there are some: setting and clearing one for each request would
 * cost more than parsing its body.
 */
export function setDeadline(timeoutMs: number, expire: () => void): () => void {
  const deadline = { at: performance.now() + timeoutMs, expire };
  waiting.add(deadline);
  if (!ticking) tickLater();
  return () => void waiting.delete(deadline);
}

function tickLater(): void {
  ticking = true;
  // A process with nothing else to do need not wait for it.
  Deno.unrefTimer(setTimeout(tick, tickMs));
}

function tick(): void {
  ticking = false;
  const now = performance.now();
  for (const deadline of waiting) {
    if (deadline.at > now) continue;
    waiting.delete(deadline);
    deadline.expire();
  }
  if (waiting.size > 0 && !ticking) tickLater();
}
