import { equal } from "node:assert/strict";
import { join } from "node:path";
import { type Table, textColumn } from "../../lib/table/table.ts";
import { runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

/** A file, and the rows that are to be scored with it. */
export interface OnnxCase {
  file: Uint8Array;
  /** `type`, and a column of numbers for every other input. */
  table: Table;
  /** The runtime's threads; 0 leaves the number to it (default: 1). */
  threads?: number;
  /** Whether onnx's own reference implementation scores, in place of onnxruntime (default: no). */
  reference?: boolean;
}

/** What others say of an ONNX file, and what their runtime answers. */
export interface OnnxRun {
  /** Every property of the model's metadata. */
  metadata: Record<string, string>;
  irVersion: number;
  opsets: Record<string, number>;
  inputs: [name: string, type: string, shape: string[]][];
  outputs: [name: string, type: string, shape: string[]][];
  /** Whether onnx, having read the file, writes the same bytes again. */
  sameBytes: boolean;
  /** Empty, as is `failure`, when the rows were refused. */
  probability: Float64Array;
  failure: boolean[];
  /** Why the runtime refused the rows, and empty when it did not. */
  refusal: string;
}

/** Nothing of ours: onnx checks the file, onnxruntime or onnx's reference scores columns as NumPy reads them. */
const script = `
import json, os, sys
import numpy as np
import onnx, onnxruntime
from onnx.reference import ReferenceEvaluator

def run(folder, threads, reference, types):
    os.chdir(folder)
    content = open("model.onnx", "rb").read()
    model = onnx.load_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    describe = lambda values: [[value.name, value.type, value.shape] for value in values]
    feeds = {
        value.name: np.array(types, object) if value.name == "type" else np.fromfile(value.name)
        for value in session.get_inputs()
    }
    refusal, probability, failure = "", np.zeros(0), np.zeros(0, bool)
    try:
        runtime = ReferenceEvaluator(model) if reference else session
        with np.errstate(all="ignore"):
            probability, failure = runtime.run(["probability", "failure"], feeds)
    except Exception as error:
        refusal = f"{type(error).__name__}: {error}"
    assert probability.dtype == np.float64 and failure.dtype == bool, (probability.dtype, failure.dtype)
    probability.tofile("answer")
    return {
        "metadata": {entry.key: entry.value for entry in model.metadata_props},
        "irVersion": model.ir_version,
        "opsets": {opset.domain: opset.version for opset in model.opset_import},
        "inputs": describe(session.get_inputs()),
        "outputs": describe(session.get_outputs()),
        "sameBytes": model.SerializeToString() == content,
        "failure": failure.tolist(),
        "refusal": refusal,
    }

print(json.dumps([run(*case) for case in json.load(sys.stdin)]))
`;

/** Checks ONNX files with Python's onnx, which must find nothing, and scores every row of their tables with them. */
export async function runOnnx(cases: readonly OnnxCase[]): Promise<OnnxRun[]> {
  await using folder = await tempFolder();
  const folders = cases.map((_, i) => folder.file(String(i)));
  cases.forEach(({ file, table }, i) => {
    Deno.mkdirSync(folders[i]);
    Deno.writeFileSync(`${folders[i]}/model.onnx`, file);
    for (const [name, column] of table.columns) {
      if (!(column instanceof Float64Array)) continue;
      Deno.writeFileSync(`${folders[i]}/${name}`, new Uint8Array(column.slice().buffer));
    }
  });
  const { python } = await venv({
    requirements: join(import.meta.dirname!, "onnx_requirements.txt"),
    cost: "about 210 MB",
  });
  const { code, stdout, stderr } = await runProgram(python, ["-c", script], {
    cwd: folder.path,
    stdin: JSON.stringify(cases.map(({ table, threads = 1, reference = false }, i) => [
      ...[folders[i], threads, reference, textColumn(table, "type")],
    ])),
  });
  equal(code, 0, stderr);
  return JSON.parse(stdout).map((run: OnnxRun, i: number) => ({
    ...run,
    probability: new Float64Array(Deno.readFileSync(`${folders[i]}/answer`).buffer),
  }));
}
