import { loadModel } from "../lib/model/load_model.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { scoredSentence, scoreFile } from "../lib/stores/score_file.ts";
import { runTask } from "./stage.ts";

await runTask({
  name: "predict",
  summary:
    "Scores a CSV file of any size: keeps every column, appends probability, predicted_failure and error.",
  options: (command) =>
    command
      .requiredOption("--input <file>", "CSV file of readings")
      .requiredOption("--output <file>", "CSV file to write")
      .option("--model <folder>", "model folder", "models/current"),
  help: "Example:\n  deno task predict --input readings.csv --output scored.csv",
}, async ({ params, options, log, progress, timed, print }) => {
  const { input, output, model: folder } = options as Record<string, string>;
  const model = await loadModel(folder);
  const bar = progress("predict", 100, "% of the file");
  const { value, seconds } = await timed(() =>
    scoreFile(model, {
      input,
      output,
      columns: params.ingest.columns,
      log,
      onProgress: (share) => bar.update(Math.round(share * 100)),
    }).finally(() => bar.stop())
  );
  print(stepLine("predict", output, scoredSentence(value), seconds));
});
