import { FaultlineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ToldError, WriterJob, WriterOrder, WriterReport, WriterState } from "./log_messages.ts";
import type { StoreRows } from "./prediction_store.ts";
import { packRows } from "./row_pack.ts";

/** The writer's thread, seen from the main one. */
export interface GroupWriter {
  /** Keeps rows, together with others that come while a group is under way. */
  keep(rows: StoreRows): Promise<void>;
  state(): WriterState;
  /** Rows made durable since the start. */
  written(): number;
  /** Why no row can be kept now; null when one can. */
  reason(): string | null;
  /** Gives the writer of a journal the way to its shipper. */
  link(link: MessagePort): void;
  /** Ends after all that was given is durable, or has been refused. */
  close(): Promise<void>;
}

export interface GroupWriterOptions {
  job: Omit<WriterJob, "now">;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Hears that a writer is there, the first and each that is started anew. */
  onOpen?: () => void;
  /** Bytes from which a journal takes no more (default: none). */
  maxBytes?: number;
  /** Rows that may be waiting for the disk; more are refused rather than held in memory (default 100,000). */
  mostPending?: number;
  /** Starts the thread (default: `log_writer_worker.ts`). */
  start?: () => Worker;
}

/** An append, waiting or under way. */
interface Entry {
  rows: StoreRows;
  size: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Entries that travel together. */
interface Group {
  number: number;
  entries: Entry[];
  size: number;
  sentMs: number;
  /** How often a writer died of, or with, them. */
  deaths: number;
}

/** Rows of a group at most, unless one entry alone has more. */
const mostInGroup = 10_000;
/** What a row takes up in a journal, generously: rows on their way count as so much. */
const rowBytes = 600;
/** Milliseconds without an answer after which the log counts as not writable. */
const stalledMs = 10_000;
/** Milliseconds from one look at the clock to the next, and before a writer that died is started anew. */
const clockMs = 600_000;
const leastRestartMs = 50, mostRestartMs = 10_000;

/** The worker of this folder; the URL stands here in full, where `deno compile` finds it. */
const startWriter = () => new Worker(new URL("./log_writer_worker.ts", import.meta.url), { type: "module" });

/**
 * Starts the writer and opens its database. One group is under way at a time; what comes meanwhile makes the next, so
 * that groups grow with the load and one sync of the disk serves them all.
 *
 * A writer that dies is started anew, and given the group that it had once more: rows that it kept are not kept twice.
 *
 * @throws {FaultlineError} As `openLogDatabase`.
 */
export async function openGroupWriter(options: GroupWriterOptions): Promise<GroupWriter> {
  const { job, log, now, onOpen, maxBytes = Infinity, mostPending = 100_000, start = startWriter } = options;
  let worker: Worker | undefined;
  let state: WriterState = { reason: null, queued: 0, setAside: 0, bytes: 0, oldestMs: null };
  let waiting: Entry[] = [];
  /** Rows waiting and under way. */
  let pending = 0;
  let group: Group | undefined;
  let groups = 0;
  let written = 0;
  let isScheduled = false;
  /** Why there is no writer; null while there is one. */
  let dead: string | null = "the writer of the prediction log is starting";
  let restarts = 0;
  let restart: ReturnType<typeof setTimeout> | undefined;
  let isClosing = false;
  let onIdle: (() => void) | undefined;
  let onClosed: (() => void) | undefined;

  function send(order: WriterOrder): void {
    worker!.postMessage(order);
  }

  /** Starts a thread; fulfilled when it has opened the database. */
  function open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const started = worker = start();
      started.onmessage = ({ data: report }: MessageEvent<WriterReport>) => {
        if (report.kind === "opened") {
          ({ state } = report);
          dead = null;
          resolve();
          onOpen?.();
        } else if (report.kind === "unopened") {
          started.terminate();
          reject(asError(report.error));
        } else hear(report);
      };
      started.onerror = (event) => {
        event.preventDefault();
        started.terminate();
        if (worker !== started) return;
        const reason = `the writer of the prediction log stopped: ${event.message}`;
        if (dead === null) died(reason);
        else reject(new FaultlineError("LOG_UNAVAILABLE", reason));
      };
      send({ kind: "open", job: { ...job, now: now() } });
    });
  }

  function hear(report: WriterReport): void {
    switch (report.kind) {
      case "kept":
        restarts = 0;
        ({ state } = report);
        return settle(report.group, (i) => report.refused?.[i] ?? null);
      case "lost":
        ({ state } = report);
        return settle(report.group, () => report.error);
      case "state":
        ({ state } = report);
        return;
      case "line":
        return log[report.level](report.fields, report.message);
      case "closed":
        return onClosed?.();
    }
  }

  /** Answers the entries of the group under way, and sends the next. */
  function settle(number: number, whyNot: (entry: number) => string | ToldError | null): void {
    if (group?.number !== number) return;
    const { entries, size } = group;
    group = undefined;
    pending -= size;
    for (let i = 0; i < entries.length; i++) {
      const why = whyNot(i);
      if (why === null) {
        written += entries[i].size;
        entries[i].resolve();
      } else entries[i].reject(asError(typeof why === "string" ? rowRefused(why) : why));
    }
    // What the answers bring in at once goes into this group still.
    schedule();
    if (pending === 0) onIdle?.();
  }

  function schedule(): void {
    if (isScheduled || group || waiting.length === 0 || dead !== null) return;
    isScheduled = true;
    queueMicrotask(sendGroup);
  }

  function sendGroup(): void {
    isScheduled = false;
    if (group || waiting.length === 0 || dead !== null) return;
    let count = 0, size = 0;
    while (count < waiting.length && (count === 0 || size + waiting[count].size <= mostInGroup)) {
      size += waiting[count++].size;
    }
    const entries = count === waiting.length ? waiting : waiting.slice(0, count);
    waiting = count === waiting.length ? [] : waiting.slice(count);
    group = { number: groups++, entries, size, sentMs: now(), deaths: 0 };
    sendAgain(group);
  }

  function sendAgain({ number, entries }: Group): void {
    send({ kind: "keep", group: number, pack: packRows(entries.map((entry) => entry.rows)), now: now() });
  }

  function died(reason: string): void {
    worker = undefined;
    dead = reason;
    log.error({ reason }, "the prediction log's writer is started anew");
    if (group && ++group.deaths > 1) settle(group.number, () => unavailable(reason));
    refuseWaiting(reason);
    restart = setTimeout(reopen, Math.min(leastRestartMs * 2 ** restarts++, mostRestartMs));
  }

  async function reopen(): Promise<void> {
    try {
      await open();
      log.info({}, "the prediction log's writer runs again");
      if (group) sendAgain(group);
      else schedule();
    } catch (error) {
      if (group) settle(group.number, () => unavailable((error as Error).message));
      died((error as Error).message);
    }
  }

  function refuseWaiting(reason: string): void {
    const refused = waiting;
    waiting = [];
    for (const entry of refused) {
      pending -= entry.size;
      entry.reject(asError(unavailable(reason)));
    }
    if (pending === 0) onIdle?.();
  }

  /** Why rows cannot be taken, before they are. */
  function refusal(size: number): FaultlineError | undefined {
    if (isClosing) return new FaultlineError("LOG_UNAVAILABLE", "the prediction log is closed");
    if (dead !== null) return new FaultlineError("LOG_UNAVAILABLE", dead);
    if (state.bytes + (pending + size) * rowBytes > maxBytes) {
      return new FaultlineError("LOG_FULL", fullReason(maxBytes));
    }
    if (pending > 0 && pending + size > mostPending) {
      return new FaultlineError(
        "LOG_UNAVAILABLE",
        `${pending} predictions are waiting for the disk already`,
        {
          hint: "try again in a second",
        },
      );
    }
  }

  await open();
  const clock = setInterval(
    () => worker?.postMessage({ kind: "clock", now: now() } satisfies WriterOrder),
    clockMs,
  );
  Deno.unrefTimer(clock);

  return {
    keep(rows) {
      const size = rows.predictions.length + rows.outcomes.length;
      if (size === 0) return Promise.resolve();
      const refused = refusal(size);
      if (refused) return Promise.reject(refused);
      return new Promise((resolve, reject) => {
        waiting.push({ rows, size, resolve, reject });
        pending += size;
        schedule();
      });
    },
    state: () => state,
    written: () => written,
    reason() {
      if (isClosing) return "the prediction log is closed";
      if (dead !== null) return dead;
      if (state.reason !== null) return state.reason;
      if (state.bytes + (pending + 1) * rowBytes > maxBytes) return fullReason(maxBytes);
      const waitedMs = group ? now() - group.sentMs : 0;
      return waitedMs > stalledMs ? `the disk has not answered for ${Math.round(waitedMs / 1000)} s` : null;
    },
    link(link) {
      worker?.postMessage({ kind: "link", link } satisfies WriterOrder, [link]);
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      clearInterval(clock);
      if (pending > 0) await new Promise<void>((resolve) => onIdle = resolve);
      clearTimeout(restart);
      const last = worker;
      if (!last || dead !== null) return last?.terminate();
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        send({ kind: "close" });
        last.onerror = (event) => {
          event.preventDefault();
          resolve();
        };
      });
      last.terminate();
    },
  };
}

function fullReason(maxBytes: number): string {
  return `the journal has reached its ${
    Math.round(maxBytes / 2 ** 20)
  } MiB: the database behind it is away or too slow`;
}

function unavailable(message: string): ToldError {
  return { code: "LOG_UNAVAILABLE", message };
}

function rowRefused(reason: string): ToldError {
  return unavailable(`the database refuses the row: ${reason}`);
}

function asError({ code, message, hint }: ToldError): FaultlineError {
  return new FaultlineError(code, message, { hint });
}
