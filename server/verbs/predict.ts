import { paramsSchema } from "../../lib/contracts/params.ts";
import { endOnSignals } from "../../lib/end_on_signals.ts";
import { FaultlineError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";
import type { HeaderMap } from "../../lib/stores/map_columns.ts";
import { scoredSentence, scoreFile } from "../../lib/stores/score_file.ts";
import { abortUnfinishedFiles } from "../../lib/table/atomic_file.ts";
import { writeStderrLine } from "../../lib/write_stderr_line.ts";
import { bundled } from "../bundled.ts";
import { loadChosenModel } from "../load_chosen_model.ts";
import { readParamsTree } from "../read_params_tree.ts";

/** What `faultline predict` takes. */
export interface PredictOptions {
  input: string;
  output: string;
  model?: string;
  params?: string;
}

/** Scores a CSV file with the model that would be served. */
export async function predict({ input, output, model, params }: PredictOptions): Promise<number> {
  endOnSignals();
  const log = createLog({
    write: writeStderrLine,
    now: Date.now,
    level: Deno.stderr.isTerminal() ? "error" : "info",
  });
  try {
    const columns = await readColumns(params ?? bundled.params);
    const loaded = await loadChosenModel(model, log);
    const start = performance.now();
    const scored = await scoreFile(loaded, { input, output, columns, log });
    const seconds = (performance.now() - start) / 1000;
    console.log(`${output}: ${scoredSentence(scored)}, ${seconds.toFixed(1)} s`);
    return 0;
  } finally {
    abortUnfinishedFiles();
  }
}

/** The plant's headers by the contract's names, from a params file's `ingest.columns`. */
async function readColumns(file: string): Promise<HeaderMap> {
  const tree = await readParamsTree(file, "check the path given with --params");
  const columns = (tree.ingest as { columns?: unknown } | null | undefined)?.columns ?? {};
  const result = paramsSchema.shape.ingest.shape.columns.safeParse(columns);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new FaultlineError(
    "PARAMS_INVALID",
    `${["ingest.columns", ...issue.path].join(".")} in ${file} is wrong: ${issue.message}`,
  );
}
