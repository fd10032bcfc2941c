"""scikit-learn's or onnxruntime's scores of the first rows of `test`: FOLDER TREES ROWS scikit-learn|onnxruntime.

The fitted forest and its ONNX export are kept beside the data, for the next run.
"""
import os
import pickle
import statistics
import sys
import time

from matrix import read_matrix, report
from sklearn.metrics import average_precision_score

folder, trees, rows, side = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def fitted():
    from sklearn.ensemble import RandomForestClassifier

    path = os.path.join(folder, f"sklearn_{trees}.pickle")
    if not os.path.exists(path):
        forest = RandomForestClassifier(n_estimators=trees, n_jobs=1, random_state=42)
        forest.fit(*read_matrix(folder, "train"))
        with open(path, "wb") as file:
            pickle.dump(forest, file)
    with open(path, "rb") as file:
        return pickle.load(file)


def onnx_scorer(forest, x):
    import onnxruntime
    from skl2onnx import to_onnx

    path = os.path.join(folder, f"sklearn_{trees}.onnx")
    if not os.path.exists(path):
        with open(path, "wb") as file:
            file.write(to_onnx(forest, x[:1], options={"zipmap": False}).SerializeToString())
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    name, wanted = session.get_inputs()[0].name, [session.get_outputs()[1].name]
    return lambda some: session.run(wanted, {name: some})[0][:, 1]


x, y = read_matrix(folder, "test")
forest = fitted()
score = onnx_scorer(forest, x) if side == "onnxruntime" else lambda some: forest.predict_proba(some)[:, 1]
calls = 1 if rows > 1 else min(20 if side == "scikit-learn" else 2000, len(x))
work = [x[i : i + rows] for i in range(calls)]
times = []
start = time.perf_counter()
turn = -2
while turn < 7 or (turn < 101 and time.perf_counter() - start < 0.5):
    began = time.perf_counter()
    for some in work:
        score(some)
    if turn >= 0:
        times.append((time.perf_counter() - began) / calls)
    turn += 1
median = statistics.median(times)
report(
    median,
    side=side,
    rows=rows,
    nodes_per_tree=sum(tree.tree_.node_count for tree in forest.estimators_) / trees,
    average_precision=average_precision_score(y, score(x)),
    median_ms=median * 1000,
    min_ms=min(times) * 1000,
    max_ms=max(times) * 1000,
    runs=len(times),
)
