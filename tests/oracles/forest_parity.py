"""Binary data sets that scikit-learn bundles or generates, their folds, and its forest's scores; called by
forest_parity.ts.

    python forest_parity.py FOLDER SEEDS

Writes FOLDER/manifest.json, and for every data set NAME.features (float64, feature by feature) and NAME.failure, and
for every seed NAME-SEED.folds (each row's fold, float64) and NAME-SEED.scores (each row scored by the forest of
the other folds).
"""

import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold

folder, seeds = Path(sys.argv[1]), int(sys.argv[2])
FOLDS = 5


def data_sets():
    X, y = datasets.load_breast_cancer(return_X_y=True)
    yield "breast_cancer, malignant", X, y == 0
    X, y = datasets.load_digits(return_X_y=True)
    yield "digits, 8 against the rest", X, y == 8
    X, y = datasets.load_wine(return_X_y=True)
    yield "wine, 0 against the rest", X, y == 0
    X, y = datasets.make_classification(
        3000, 20, n_informative=6, n_redundant=4, weights=[0.95], flip_y=0.01, class_sep=1.2, random_state=1
    )
    yield "make_classification, 5 % positive", X, y == 1
    X, y = datasets.make_moons(2000, noise=0.3, random_state=1)
    yield "make_moons, noise 0.3", X, y == 1
    X, y = datasets.make_hastie_10_2(2000, random_state=1)
    yield "make_hastie_10_2", X, y == 1


manifest = []
for number, (name, X, y) in enumerate(data_sets()):
    # scikit-learn's trees compare float32; the values are rounded so that both engines see the same.
    X = X.astype(np.float32).astype(float)
    y = y.astype(int)
    X.T.tofile(folder / f"{number}.features")
    y.astype(float).tofile(folder / f"{number}.failure")
    for seed in range(seeds):
        fold, scores = np.empty(len(y)), np.empty(len(y))
        for k, (train, test) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(X, y)):
            forest = RandomForestClassifier(100, random_state=seed, n_jobs=2).fit(X[train], y[train])
            fold[test] = k
            scores[test] = forest.predict_proba(X[test])[:, 1]
        fold.tofile(folder / f"{number}-{seed}.folds")
        scores.tofile(folder / f"{number}-{seed}.scores")
    manifest.append({"name": name, "rows": len(y), "features": X.shape[1], "positive": int(y.sum())})

versions = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
(folder / "manifest.json").write_text(json.dumps({"versions": versions, "folds": FOLDS, "data_sets": manifest}))
