"""scikit-learn's forest for the peers' servers, on the same training rows: TRAIN_ARROW FOLDER TREES.

Writes forest.joblib (float32 features in, as scikit-learn's trees compute), its ONNX export forest.onnx, and a model
folder for MLServer.
"""
import json
import os
import sys

import joblib
import numpy as np
import pyarrow as pa
from matrix import report
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier

from serve_features import FEATURES, TYPES

train, folder, trees = sys.argv[1], sys.argv[2], int(sys.argv[3])
table = pa.ipc.open_stream(train).read_all().to_pandas()
table["type"] = table["type"].map(TYPES)
x, y = table[FEATURES].to_numpy(dtype=np.float32), table["failure"].to_numpy().astype(np.int64)
forest = RandomForestClassifier(n_estimators=trees, n_jobs=1, random_state=42).fit(x, y)

joblib.dump(forest, os.path.join(folder, "forest.joblib"))
with open(os.path.join(folder, "forest.onnx"), "wb") as file:
    file.write(to_onnx(forest, x[:1], options={"zipmap": False}).SerializeToString())
with open(os.path.join(folder, "model-settings.json"), "w") as file:
    json.dump({"name": "forest", "implementation": "mlserver_sklearn.SKLearnModel",
               "parameters": {"uri": "./forest.joblib", "version": "v1"}}, file)
report(0, rows=len(y), failures=int(y.sum()),
       nodes_per_tree=sum(tree.tree_.node_count for tree in forest.estimators_) / trees)
