"""SMOTE and SMOTE-NC as imbalanced-learn makes them: neighbours, draws and points of small samples.

    python tests/oracles/smote.py      writes tests/fixtures/oracles/smote.json
"""

import json
from pathlib import Path

import imblearn
import numpy as np
import sklearn
from imblearn.over_sampling import SMOTE, SMOTENC
from imblearn.utils._validation import _sampling_strategy_float
from sklearn.preprocessing import StandardScaler

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "smote.json"
rng = np.random.default_rng(7)


def recorded(base):
    """The oversampler, keeping the neighbours it found."""

    class Recorded(base):
        def _make_samples(self, X, y_dtype, y_type, nn_data, nn_num, n_samples, *rest, **named):
            self.neighbors = nn_num
            return super()._make_samples(X, y_dtype, y_type, nn_data, nn_num, n_samples, *rest, **named)

    return Recorded


def draws(seed, pairs, count):
    state = np.random.RandomState(seed)
    return state.randint(low=0, high=pairs, size=count), state.uniform(size=count)


def smote_case(minority, majority, dimensions, k, ratio, seed):
    X = rng.normal(size=(minority + majority, dimensions)) * [10.0 ** j for j in range(dimensions)]
    y = np.r_[np.ones(minority, int), np.zeros(majority, int)]
    sampler = recorded(SMOTE)(sampling_strategy=ratio, k_neighbors=k, random_state=seed)
    points, _ = sampler.fit_resample(X, y)
    count = len(points) - len(X)
    indices, steps = draws(seed, minority * k, count)
    return {
        "k": k,
        "ratio": ratio,
        "majority": majority,
        "minority": X[:minority].T.tolist(),
        "neighbors": sampler.neighbors.tolist(),
        "indices": indices.tolist(),
        "steps": steps.tolist(),
        "points": points[len(X):].T.tolist(),
    }


def smote_nc_case(minority, majority, k, seed):
    n = minority + majority
    continuous = np.c_[
        300 + 2 * rng.normal(size=n),
        310 + 2 * rng.normal(size=n),
        1500 + 180 * rng.normal(size=n),
        40 + 10 * rng.normal(size=n),
        250 * rng.random(size=n),
    ]
    codes = rng.choice(3, size=n, p=[0.6, 0.3, 0.1])
    y = np.r_[np.ones(minority, int), np.zeros(majority, int)]
    scaler = StandardScaler().fit(continuous)
    X = np.c_[scaler.transform(continuous), codes]
    sampler = recorded(SMOTENC)(categorical_features=[5], sampling_strategy=1.0, k_neighbors=k, random_state=seed)
    points, _ = sampler.fit_resample(X, y)
    count = len(points) - n
    indices, _ = draws(seed, minority * k, count)
    votes = [np.bincount(codes[sampler.neighbors[row]], minlength=3) for row in range(minority)]
    # Where one category leads alone there is no tie to break, and every synthetic row of that row has it.
    made = {}
    for index, code in zip(indices // k, points[n:, 5]):
        if (votes[index] == votes[index].max()).sum() == 1:
            made[int(index)] = int(code)
    return {
        "k": k,
        "continuous": continuous[:minority].T.tolist(),
        "codes": codes[:minority].tolist(),
        "deviations": np.sqrt(scaler.var_).tolist(),
        "median_deviation": float(sampler.median_std_[1]),
        "neighbors": sampler.neighbors.tolist(),
        "categories": made,
    }


def counts():
    cases = []
    for failures, rest, ratio in [(339, 9661, 0.1), (237, 6776, 0.1), (33, 967, 1.0), (7, 93, 0.33), (10, 90, 0.5)]:
        y = np.r_[np.ones(failures, int), np.zeros(rest, int)]
        made = _sampling_strategy_float(ratio, y, "over-sampling")
        cases.append({"failures": failures, "rest": rest, "ratio": ratio, "synthetic": int(made[1])})
    return cases


out.write_text(json.dumps({
    "versions": {"imbalanced-learn": imblearn.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "counts": counts(),
    "smote": [smote_case(30, 60, 3, 5, 1.0, 1), smote_case(60, 150, 9, 5, 0.8, 2), smote_case(8, 40, 2, 7, 0.6, 3)],
    "smote_nc": [smote_nc_case(80, 200, 5, 4)],
}) + "\n")
