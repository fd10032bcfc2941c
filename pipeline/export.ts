import { loadModel } from "../lib/model/load_model.ts";
import { onnxFile } from "../lib/onnx/onnx_file.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { runTask } from "./stage.ts";

await runTask({
  name: "export",
  summary: "Writes a saved model as one ONNX file: readings in, probability and failure out.",
  options: (command) =>
    command
      .requiredOption("--onnx <file>", "ONNX file to write")
      .option("--model <folder>", "model folder", "models/current"),
  help: "Example:\n  deno task export --onnx faultline.onnx",
}, async ({ options, timed, print }) => {
  const { onnx, model: folder } = options as Record<string, string>;
  const { value, seconds } = await timed(async () => {
    const loaded = await loadModel(folder);
    const bytes = onnxFile(loaded);
    writeFileAtomic(onnx, bytes);
    return { version: loaded.version, bytes: bytes.length };
  });
  print(
    stepLine("export", onnx, `model ${value.version}, ${value.bytes.toLocaleString("en-US")} bytes`, seconds),
  );
});
