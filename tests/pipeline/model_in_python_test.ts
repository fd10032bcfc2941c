import { deepEqual, equal } from "node:assert/strict";
import { scoreRows } from "../../lib/forest/score_rows.ts";
import { decodeModel, encodeModel } from "../../lib/model/model_file.ts";
import { featureColumns } from "../../lib/prepare/features.ts";
import { fitSample, simulated } from "../lib/model/sample_model.ts";
import { runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

/** Opens a model with the safetensors package and scores rows by walking its arrays, without a line of ours. */
const script = `
import json, sys
import numpy as np
from safetensors import safe_open

model, features = sys.argv[1:]
with safe_open(model, "numpy") as file:
    metadata = file.metadata()
    tensors = {name: file.get_tensor(name) for name in file.keys()}
header = json.loads(metadata["header"])
X = np.fromfile(features).reshape(len(header["recipe"]["feature_names"]), -1).T
offsets = tensors["tree_offsets"]
scores = []
for row in X:
    total = 0.0
    for root in offsets[:-1]:
        node = root
        while tensors["feature"][node] >= 0:
            left = row[tensors["feature"][node]] <= tensors["threshold"][node]
            node = root + (tensors["left_child"] if left else tensors["right_child"])[node]
        total += float(tensors["value"][node])
    scores.append(total / (len(offsets) - 1))
print(json.dumps({
    "format": metadata["format"],
    "name": header["name"],
    "dtypes": {name: str(tensor.dtype) for name, tensor in tensors.items()},
    "lengths": {name: len(tensor) for name, tensor in tensors.items()},
    "sums": {name: int(tensor.sum()) for name, tensor in tensors.items() if tensor.dtype == np.int32},
    "value": tensors["value"].tolist(),
    "threshold": tensors["threshold"].tolist(),
    "importance": tensors["feature_importances"].tolist(),
    "scores": scores,
}))
`;

Deno.test("Python's safetensors opens the model file, and its arrays alone give our scores bit for bit", async () => {
  const { model } = await fitSample({ rows: 1500, sets: ["train.trees=5", "validation.folds=2"] });
  const { forest } = model;
  const columns = featureColumns(simulated(200, 7), model.header.recipe);
  await using folder = await tempFolder();
  await Deno.writeFile(folder.file("model.safetensors"), encodeModel(model));
  const features = new Float64Array(columns.flatMap((column) => [...column]));
  await Deno.writeFile(folder.file("features"), new Uint8Array(features.buffer));
  const { python } = await venv();
  const args = ["-c", script, folder.file("model.safetensors"), folder.file("features")];
  const { code, stdout, stderr } = await runProgram(python, args, { cwd: folder.path });
  equal(code, 0, stderr);
  const seen = JSON.parse(stdout);

  equal(seen.format, "faultline");
  equal(seen.name, "sample");
  const nodes = forest.feature.length;
  deepEqual(seen.lengths, {
    tree_offsets: 6,
    feature: nodes,
    threshold: nodes,
    left_child: nodes,
    right_child: nodes,
    value: nodes,
    n_node_samples: nodes,
    feature_importances: columns.length,
  });
  deepEqual(seen.dtypes, {
    tree_offsets: "int32",
    feature: "int32",
    threshold: "float64",
    left_child: "int32",
    right_child: "int32",
    value: "float64",
    n_node_samples: "int32",
    feature_importances: "float64",
  });
  const sum = (array: Int32Array) => array.reduce((total, value) => total + value, 0);
  deepEqual(seen.sums, {
    tree_offsets: sum(forest.treeOffsets),
    feature: sum(forest.feature),
    left_child: sum(forest.leftChild),
    right_child: sum(forest.rightChild),
    n_node_samples: sum(forest.nodeSamples),
  });
  deepEqual(seen.value, [...forest.value]);
  deepEqual(seen.threshold, [...forest.threshold]);
  deepEqual(seen.importance, [...model.importance]);
  deepEqual(seen.scores, [...scoreRows(forest, columns)]);
});

Deno.test("a model file that Python's safetensors wrote again opens here as the same forest, once its checksum fits", async () => {
  const { model } = await fitSample({ rows: 600, sets: ["train.trees=2", "validation.folds=2"] });
  await using folder = await tempFolder();
  await Deno.writeFile(folder.file("model.safetensors"), encodeModel(model));
  const { python } = await venv();
  // The checksum is of the file with zeros in its place: whoever writes the format can make one.
  const rewrite = `
import hashlib
from safetensors import safe_open
from safetensors.numpy import save
with safe_open("model.safetensors", "numpy") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    metadata = file.metadata()
blank = save(tensors, {**metadata, "checksum": "0" * 64})
checksum = hashlib.sha256(blank).hexdigest()
open("again.safetensors", "wb").write(blank.replace(b'"checksum":"' + b"0" * 64, b'"checksum":"' + checksum.encode()))
`;
  const { code, stderr } = await runProgram(python, ["-c", rewrite], { cwd: folder.path });
  equal(code, 0, stderr);
  deepEqual(decodeModel(await Deno.readFile(folder.file("again.safetensors")), "again"), model);
});
