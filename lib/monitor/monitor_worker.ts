import { toldError } from "../prediction_log/log_messages.ts";
import type { MonitorAnswer, MonitorJob } from "./monitor_messages.ts";
import { standBack } from "./stand_back.ts";

// Before the rest is loaded: that takes a while, too.
standBack();
const port = self as unknown as Worker;
port.onmessage = async ({ data: job }: MessageEvent<MonitorJob>) => {
  let answer: MonitorAnswer;
  try {
    const { makeReport } = await import("./make_report.ts");
    answer = { kind: "made", made: await makeReport(job) };
  } catch (error) {
    answer = { kind: "failed", error: toldError(error) };
  }
  port.postMessage(answer);
};
