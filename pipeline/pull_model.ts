import { FaultlineError } from "../lib/errors.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { parseModelReference } from "../lib/tracking/model_reference.ts";
import { pullModel } from "../lib/tracking/pull_model.ts";
import { openRegistry } from "./tracking/open_registry.ts";
import { runTask } from "./stage.ts";

await runTask({
  name: "model:pull",
  summary:
    "Downloads a registered model into a model folder, checked against the hashes it was registered with.",
  options: (command) =>
    command
      .option("--model <reference>", "models:/NAME@ALIAS or models:/NAME/VERSION (default: the champion)")
      .option("--to <folder>", "model folder", "models/current"),
  help: "Example:\n  deno task model:pull --model models:/faultline/3 --to models/third",
}, async (context) => {
  const { params, options, timed, print } = context;
  const { model, to } = options as { model?: string; to: string };
  const text = model ?? `models:/${params.register.name}@champion`;
  const reference = parseModelReference(text);
  if (reference === null) {
    throw new FaultlineError("USAGE", `--model must name a registered model, current value: ${text}`, {
      hint: "write models:/NAME@ALIAS or models:/NAME/VERSION, e.g. models:/faultline@champion",
    });
  }
  const { registry } = openRegistry(context);
  const version = await registry.version(reference);
  const { value, seconds } = await timed(() => pullModel(registry, version, to).catch(asUnwritable(to)));
  print(stepLine("pull", text, `version ${version.version}, model ${value}, into ${to}`, seconds));
});

function asUnwritable(folder: string) {
  return (cause: unknown): never => {
    if (!(cause instanceof Deno.errors.NotCapable || cause instanceof Deno.errors.PermissionDenied)) {
      throw cause;
    }
    throw new FaultlineError("OUTPUT_UNWRITABLE", `cannot write ${folder}: it is not allowed`, {
      cause,
      hint: "name a folder below models/",
    });
  };
}
