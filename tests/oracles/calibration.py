"""Calibration maps as scikit-learn's logistic regression fits them, and logistic regressions as scipy does.

    python tests/oracles/calibration.py      writes tests/fixtures/oracles/calibration.json

Platt's smoothed targets lie between 0 and 1: every row enters twice, as a 1 and as a 0, weighted by its target.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "calibration.json"
rng = np.random.default_rng(9)


def logistic(inputs, targets):
    n = len(targets)
    X = np.r_[inputs, inputs]
    y = np.r_[np.ones(n, int), np.zeros(n, int)]
    weight = np.r_[targets, 1 - targets]
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    model.fit(X, y, weight)
    return [*model.coef_[0].tolist(), float(model.intercept_[0])]


def by_scipy(inputs, targets):
    X = np.c_[inputs, np.ones(len(targets))]
    loss = lambda w: np.sum(np.logaddexp(0, X @ w) - targets * (X @ w))
    gradient = lambda w: X.T @ (1 / (1 + np.exp(-X @ w)) - targets)
    hessian = lambda w: (X.T * (s := 1 / (1 + np.exp(-X @ w))) * (1 - s)) @ X
    found = minimize(loss, np.zeros(X.shape[1]), jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-10})
    return found.x.tolist()


def smoothed(failure):
    failures = failure.sum()
    return np.where(failure == 1, (failures + 1) / (failures + 2), 1 / (len(failure) - failures + 2))


def map_case(name, n, rate, trees, bend):
    failure = (rng.random(n) < rate).astype(int)
    logit = np.where(failure == 1, 1.0, -2.0) + rng.normal(scale=1.2, size=n)
    score = np.round(trees / (1 + np.exp(-bend * logit))) / trees
    epsilon = 1 / (2 * trees)
    drawn_in = epsilon + (1 - 2 * epsilon) * score
    up, down = np.log(drawn_in), -np.log(1 - drawn_in)
    targets = smoothed(failure)
    return {
        "name": name,
        "failure": failure.tolist(),
        "score": score.tolist(),
        "epsilon": epsilon,
        "platt": logistic((up + down)[:, None], targets),
        "beta": logistic(np.c_[up, down], targets),
    }


def regression_case(n, inputs):
    X = rng.normal(size=(n, inputs)) * (1 + np.arange(inputs))
    targets = rng.random(n) if inputs == 1 else (rng.random(n) < 1 / (1 + np.exp(-X.sum(axis=1) / 2))).astype(float)
    return {"inputs": X.T.tolist(), "targets": targets.tolist(), "weights": by_scipy(X, targets)}


out.write_text(json.dumps({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "maps": [
        map_case("rare failures", 800, 0.05, 100, 1.0),
        map_case("overconfident", 400, 0.3, 100, 2.5),
        map_case("timid", 400, 0.3, 50, 0.4),
    ],
    "regressions": [regression_case(60, 1), regression_case(200, 2), regression_case(150, 3)],
}) + "\n")
