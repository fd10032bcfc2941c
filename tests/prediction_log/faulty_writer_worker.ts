/// <reference lib="deno.worker" />
// The log's writer with a fault, told by its first message.
import { runLogWriter, type WriterPort } from "../../lib/prediction_log/log_writer.ts";
import type { WriterOrder, WriterReport } from "../../lib/prediction_log/log_messages.ts";

/** What is wrong with a writer. */
export interface Fault {
  /** Dies at the second group, before or after its commit. */
  die?: "before" | "after";
  /** Milliseconds that each group takes longer. */
  slowMs?: number;
}

let fault: Fault = {};

function end(): void {
  setTimeout(() => {
    throw new Error("this worker was told to die");
  });
}

const port: WriterPort = {
  onmessage: null,
  postMessage(report: WriterReport) {
    if (fault.die === "after" && report.kind === "kept" && report.group === 1) end();
    else self.postMessage(report);
  },
  close: () => self.close(),
};
runLogWriter(port);

self.onmessage = (event: MessageEvent<WriterOrder | { kind: "fault"; fault: Fault }>) => {
  const order = event.data;
  if (order.kind === "fault") fault = order.fault;
  else take(event as MessageEvent<WriterOrder>);
};

function take(event: MessageEvent<WriterOrder>): void {
  const order = event.data;
  if (fault.die === "before" && order.kind === "keep" && order.group === 1) return end();
  if (order.kind === "keep" && fault.slowMs) setTimeout(() => port.onmessage!(event), fault.slowMs);
  else port.onmessage!(event);
}
