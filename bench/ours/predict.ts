import { parseArgs } from "node:util";
import { loadModel } from "../../lib/model/load_model.ts";
import { scoreFile } from "../../lib/stores/score_file.ts";
import { report, timed } from "./report.ts";

// Scores a file of readings, as the command does.
const { values } = parseArgs({
  options: { model: { type: "string" }, input: { type: "string" }, output: { type: "string" } },
});
const model = await loadModel(values.model!);
const { value, seconds } = await timed(() =>
  scoreFile(model, { input: values.input!, output: values.output!, columns: {} })
);
report(seconds, { rows: value.rows - value.errors });
