"""YDF's random forest (exact splits): FOLDER TREES THREADS."""
import sys
import time

import ydf
from matrix import WARM_UP_ROWS, read_matrix, report
from sklearn.metrics import average_precision_score

folder, trees, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def columns(name):
    x, y = read_matrix(folder, name)
    return {**{f"f{i}": x[:, i].copy() for i in range(x.shape[1])}, "failure": y}


def count(root):
    waiting, nodes = [root], 0
    while waiting:
        node = waiting.pop()
        nodes += 1
        if not node.is_leaf:
            waiting += [node.pos_child, node.neg_child]
    return nodes


ydf.verbose(0)
data = ydf.create_vertical_dataset(columns("train"), columns=[("failure", ydf.Semantic.CATEGORICAL)],
                                   include_all_columns=True)
learner = ydf.RandomForestLearner(
    label="failure",
    num_trees=trees,
    num_threads=threads,
    max_depth=-1,
    min_examples=1,
    num_candidate_attributes=3,
    winner_take_all=False,
    compute_oob_performances=False,
    random_seed=42,
)
learner.train({name: column[:WARM_UP_ROWS] for name, column in columns("train").items()})
start = time.perf_counter()
forest = learner.train(data)
seconds = time.perf_counter() - start
test = columns("test")
report(
    seconds,
    nodes_per_tree=sum(count(forest.get_tree(i).root) for i in range(trees)) / trees,
    average_precision=average_precision_score(test["failure"], forest.predict(test)),
)
