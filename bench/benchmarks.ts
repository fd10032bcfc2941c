import type { Benchmark } from "./benchmark.ts";
import { drift } from "./drift.ts";
import { engines } from "./engines.ts";
import { evaluate } from "./evaluate.ts";
import { flat } from "./flat.ts";
import { growth } from "./growth.ts";
import { ingest } from "./ingest.ts";
import { score } from "./score.ts";
import { serveBatch } from "./serve_batch.ts";
import { serveDatabase } from "./serve_database.ts";
import { serveKill } from "./serve_kill.ts";
import { serveLoad } from "./serve_load.ts";
import { serveMonitor } from "./serve_monitor.ts";
import { serveRate } from "./serve_rate.ts";
import { serveSoak } from "./serve_soak.ts";
import { serveStart } from "./serve_start.ts";
import { serveSwaps } from "./serve_swaps.ts";
import { smoteBenchmark } from "./smote.ts";
import { train1m } from "./train_1m.ts";
import { train300k } from "./train_300k.ts";
import { train3m } from "./train_3m.ts";
import { trainAi4i } from "./train_ai4i.ts";
import { tracking } from "./tracking.ts";
import { trainTask } from "./train_task.ts";
import { transform } from "./transform.ts";

/** All benchmarks, in the order of the tables. */
export const benchmarks: readonly Benchmark[] = [
  trainAi4i,
  train300k,
  train3m,
  score,
  ingest,
  transform,
  flat,
  smoteBenchmark,
  evaluate,
  drift,
  trainTask,
  tracking,
  train1m,
  growth,
  engines,
  serveLoad,
  serveRate,
  serveBatch,
  serveStart,
  serveSoak,
  serveKill,
  serveSwaps,
  serveDatabase,
  serveMonitor,
];
