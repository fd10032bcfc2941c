"""scikit-learn's random forest: FOLDER TREES JOBS."""
import sys
import time

from matrix import WARM_UP_ROWS, read_matrix, report
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score

folder, trees, jobs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x, y = read_matrix(folder, "train")
forest = RandomForestClassifier(n_estimators=trees, n_jobs=jobs, random_state=42)
forest.fit(x[:WARM_UP_ROWS], y[:WARM_UP_ROWS])
start = time.perf_counter()
forest.fit(x, y)
seconds = time.perf_counter() - start
x, y = read_matrix(folder, "test")
report(
    seconds,
    nodes_per_tree=sum(tree.tree_.node_count for tree in forest.estimators_) / trees,
    average_precision=average_precision_score(y, forest.predict_proba(x)[:, 1]),
)
