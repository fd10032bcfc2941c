"""Trees as scikit-learn grows them on given bootstrap draws, and its forest's impurity importances.

    python tests/oracles/forest.py      writes tests/fixtures/oracles/forest.json

A recorded tree does not depend on the order in which features are looked at: it came out the same for 40 random
states. All values are multiples of 1/64, and so exact in float32.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "forest.json"
rng = np.random.default_rng(5)


def rows(n, features, step=1 / 64):
    X = np.round(rng.normal(scale=3, size=(n, features)) / step) * step
    score = X[:, 0] + (X[:, 1] if features > 1 else 0) * X[:, -1] / 3
    y = (score + rng.normal(scale=1.0, size=n) > 2).astype(int)
    return X, y


def grow(X, y, draws, random_state, class_weight, options):
    # The forest's "balanced" counts all rows, "balanced_subsample" the drawn ones.
    counts = np.bincount(draws, minlength=len(y)).astype(float)
    if class_weight == "balanced":
        weight = len(y) / (2 * np.bincount(y))
    elif class_weight == "balanced_subsample":
        weight = len(y) / (2 * np.bincount(y[draws]))
    else:
        weight = np.array([1.0, 1.0]) if class_weight is None else np.array([class_weight["ok"], class_weight["failure"]])
    tree = DecisionTreeClassifier(random_state=random_state, **options).fit(X, y, counts * weight[y])
    nodes = tree.tree_
    return {
        "feature": nodes.feature.tolist(),
        "threshold": nodes.threshold.tolist(),
        "left_child": nodes.children_left.tolist(),
        "right_child": nodes.children_right.tolist(),
        "value": nodes.value[:, 0, 1].tolist(),
        "n_node_samples": nodes.n_node_samples.tolist(),
        "importance": tree.feature_importances_.tolist(),
    }


def same(a, b):
    return all(np.allclose(a[key], b[key], rtol=0, atol=1e-9) if len(a[key]) == len(b[key]) else False for key in a)


def tree_case(name, n, features, bootstrap, class_weight=None, step=1 / 64, **options):
    while True:
        X, y = rows(n, features, step)
        draws = rng.integers(0, n, n) if bootstrap else np.arange(n)
        trees = [grow(X, y, draws, state, class_weight, options) for state in range(40)]
        if all(same(trees[0], tree) for tree in trees):
            break
    return {
        "name": name,
        "columns": X.T.tolist(),
        "failure": y.tolist(),
        "draws": draws.tolist(),
        "max_depth": options.get("max_depth"),
        "min_samples_leaf": options.get("min_samples_leaf", 1),
        "class_weight": class_weight,
        "tree": trees[0],
    }


trees = [
    tree_case("one feature, every row once", 120, 1, False),
    tree_case("one feature, many ties", 150, 1, True, step=0.5),
    tree_case("one feature, bootstrap, weights", 150, 1, True, {"ok": 1, "failure": 5}),
    tree_case("three features, depth 3", 200, 3, False, max_depth=3, min_samples_leaf=5),
    tree_case("three features, bootstrap, depth 4", 200, 3, True, max_depth=4, min_samples_leaf=8),
    tree_case("balanced", 200, 3, True, "balanced", max_depth=3, min_samples_leaf=4),
    tree_case("balanced on the bootstrap", 200, 3, True, "balanced_subsample", max_depth=3, min_samples_leaf=4),
    tree_case("large leaves, many ties", 300, 2, True, step=0.25, min_samples_leaf=25),
]

X, y = rows(400, 4)
X[:, 2] = np.round(rng.normal(size=400) * 64) / 64
importances = [RandomForestClassifier(200, random_state=seed).fit(X, y).feature_importances_ for seed in range(10)]

out.write_text(json.dumps({
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "trees": trees,
    "importance": {
        "columns": X.T.tolist(),
        "failure": y.tolist(),
        "trees": 200,
        "mean": np.mean(importances, axis=0).tolist(),
        "std": np.std(importances, axis=0).tolist(),
    },
}) + "\n")
