import { toldError } from "../prediction_log/log_messages.ts";
import { makeReport } from "./make_report.ts";
import type { MonitorAnswer, MonitorJob } from "./monitor_messages.ts";
import { standBack } from "./stand_back.ts";

// One report, then it has done its work: what it took of memory goes with it.
standBack();
const port = self as unknown as Worker;
port.onmessage = async ({ data: job }: MessageEvent<MonitorJob>) => {
  let answer: MonitorAnswer;
  try {
    answer = { kind: "made", made: await makeReport(job) };
  } catch (error) {
    answer = { kind: "failed", error: toldError(error) };
  }
  port.postMessage(answer);
};
