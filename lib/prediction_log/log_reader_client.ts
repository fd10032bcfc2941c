import type { StoredPrediction } from "../contracts/prediction.ts";
import { FaultlineError } from "../errors.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import { idChunks } from "./id_chunks.ts";
import type { Question, ReaderOrder, ReaderReport } from "./log_messages.ts";
import type { LogReads } from "./merged_reads.ts";

/** The reader's thread, seen from the main one. */
export interface ReaderClient extends LogReads {
  close(): Promise<void>;
}

export interface ReaderClientOptions {
  path: string;
  address?: MysqlAddress;
  now: () => number;
  /** Starts the thread (default: `log_reader_worker.ts`). */
  start?: () => Worker;
}

/** The worker of this folder; the URL stands here in full, where `deno compile` finds it. */
const startReader = () => new Worker(new URL("./log_reader_worker.ts", import.meta.url), { type: "module" });

/** The reader starts with the first question. One that dies takes those it had with it, and the next starts it anew. */
export function createReaderClient(options: ReaderClientOptions): ReaderClient {
  const { path, address, now, start = startReader } = options;
  const asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let next = 0;
  let worker: Worker | undefined;
  let onClosed: (() => void) | undefined;
  let isClosed = false;

  function open(): Worker {
    const started = start();
    started.onmessage = ({ data: report }: MessageEvent<ReaderReport>) => {
      if (report.kind === "closed") return onClosed?.();
      const question = asked.get(report.number);
      asked.delete(report.number);
      if (report.kind === "answer") question?.resolve(report.value);
      else {
        const { code, message, hint } = report.error;
        question?.reject(new FaultlineError(code, message, { hint }));
      }
    };
    started.onerror = (event) => {
      event.preventDefault();
      started.terminate();
      worker = undefined;
      failAll(`the reader of the prediction log stopped: ${event.message}`);
      onClosed?.();
    };
    send(started, { kind: "open", path, address, now: now() });
    return started;
  }

  function failAll(message: string): void {
    for (const { reject } of asked.values()) reject(new FaultlineError("LOG_UNAVAILABLE", message));
    asked.clear();
  }

  function ask<T>(question: Question, argument: unknown): Promise<T> {
    if (isClosed) {
      return Promise.reject(new FaultlineError("LOG_UNAVAILABLE", "the prediction log is closed"));
    }
    return new Promise((resolve, reject) => {
      worker ??= open();
      const number = next++;
      asked.set(number, { resolve: resolve as (value: unknown) => void, reject });
      send(worker, { kind: "ask", number, question, argument, now: now() });
    });
  }

  return {
    find: (id) => ask("find", id),
    async findAll(ids) {
      const found: StoredPrediction[] = [];
      for (const some of idChunks(ids)) found.push(...await ask<StoredPrediction[]>("findAll", some));
      return found;
    },
    list: (query) => ask("list", query),
    machines: (query) => ask("machines", query),
    outcomes: (query) => ask("outcomes", query),
    counts: (query) => ask("counts", query),
    async close() {
      if (isClosed) return;
      isClosed = true;
      const open = worker;
      if (!open) return;
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        send(open, { kind: "close" });
      });
      open.terminate();
      failAll("the prediction log is closed");
    },
  };
}

function send(worker: Worker, order: ReaderOrder): void {
  worker.postMessage(order);
}
