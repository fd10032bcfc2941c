"""LightGBM's random forest, with settings as near to the others' as it has them: FOLDER TREES THREADS LEAVES."""
import sys
import time

import lightgbm
from matrix import WARM_UP_ROWS, read_matrix, report
from sklearn.metrics import average_precision_score

folder, trees, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_matrix(folder, "train")
settings = {
    "boosting": "rf",
    "objective": "binary",
    "bagging_freq": 1,
    "bagging_fraction": 0.632,
    "feature_fraction_bynode": 0.34,
    "num_leaves": int(sys.argv[4]),
    "min_data_in_leaf": 1,
    "min_sum_hessian_in_leaf": 0,
    "min_data_in_bin": 1,
    "num_threads": threads,
    "seed": 42,
    "verbose": -1,
}
lightgbm.train(settings, lightgbm.Dataset(x[:WARM_UP_ROWS], y[:WARM_UP_ROWS]), num_boost_round=trees)
start = time.perf_counter()
forest = lightgbm.train(settings, lightgbm.Dataset(x, y), num_boost_round=trees)
seconds = time.perf_counter() - start
leaves = [tree["num_leaves"] for tree in forest.dump_model()["tree_info"]]
x, y = read_matrix(folder, "test")
report(
    seconds,
    nodes_per_tree=sum(2 * count - 1 for count in leaves) / trees,
    average_precision=average_precision_score(y, forest.predict(x)),
)
