"""Evidently's tests of categories, and its choice of a test, on small made-up columns.

    python -m venv V && V/bin/pip install evidently==0.7.23 "pandas<3" "scipy==1.17.*"
    V/bin/python tests/oracles/drift_categories.py tests/fixtures/oracles/drift_categories.json
    V/bin/python tests/oracles/drift_categories.py OUT SEED CASES      (others, for a wider comparison)

Each case has the two samples, every test's value or null where Evidently stops with an error or answers NaN or
infinity, and the test that it would choose. TVD's value is [distance, p].
"""

import json
import math
import sys
import warnings

import evidently
import numpy as np
import pandas as pd
import scipy
from evidently.legacy.calculations.stattests import registry
from evidently.legacy.calculations.stattests.tvd_stattest import _total_variation_distance
from evidently.legacy.core import ColumnType

warnings.filterwarnings("ignore")
out = sys.argv[1]
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20
cases = int(sys.argv[3]) if len(sys.argv) > 3 else 24
rng = np.random.default_rng(seed)
names = ["chisquare", "z", "jensenshannon", "psi", "kl_div", "hellinger", "TVD", "fisher_exact", "g_test"]


def value_of(name, reference, current):
    test = registry.get_registered_stattest(name, ColumnType.Categorical)
    try:
        value = float(test(reference.copy(), current.copy(), ColumnType.Categorical, None).drift_score)
    except ValueError:
        return None
    if name == "TVD":
        return [float(_total_variation_distance(reference, current)), value]
    return value if math.isfinite(value) else None


def sample(categories, shares, rows):
    return [categories[i] for i in rng.choice(len(categories), rows, p=shares)]


def made_up():
    kind = rng.integers(4)
    count = int(rng.choice([1, 2, 2, 3, 4, 7, 12, 30]))
    if kind == 0:
        categories = [f"c{i}" for i in range(count)]
    elif kind == 1:
        categories = [int(i) for i in rng.permutation(40)[:count]]
    elif kind == 2:
        categories = [float(i) / 4 for i in rng.permutation(40)[:count]]
    else:
        categories = ["True", "False"]
    shares = rng.dirichlet(np.full(len(categories), 0.8))
    drifted = shares if rng.random() < 0.3 else rng.dirichlet(np.full(len(categories), 0.8))
    rows = int(rng.choice([5, 12, 40, 150, 600]))
    same = rng.random() < 0.6
    return sample(categories, shares, rows), sample(categories, drifted, rows if same else int(rows * 1.7))


fixed = [
    (["a"] * 8, ["a"] * 5),
    (["a"] * 7, ["a"] * 7),
    (["a"] * 8, ["b"] * 8),
    (["a"] * 8 + ["b"] * 4, ["b"] * 5 + ["c"] * 7),
    (["a", "b", "c"] * 10, ["d", "e"] * 15),
    (["10", "9", "9"] * 5, ["9", "10", "10"] * 5),
    ([10, 9, 9] * 5, [9, 10, 11] * 5),
    (["ﬁ", "😀", "e"] * 6, ["ﬁ", "😀", "😀"] * 6),
    (["x"], ["y"]),
    (["a"] * 20000 + ["b"], ["a"] * 9998 + ["c"] * 3),
]

found = []
for reference, current in fixed + [made_up() for _ in range(cases)]:
    r, c = pd.Series(reference), pd.Series(current)
    values = {name: value_of(name, r, c) for name in names if name != "TVD" or len(r) + len(c) < 3000}
    chosen = registry.get_stattest(r, c, "cat", None).name
    counts = lambda s: [[k, int(n)] for k, n in s.value_counts(sort=False).items()]
    found.append({"reference": counts(r), "current": counts(c), "chosen": chosen, "values": values})

versions = {"evidently": evidently.__version__, "scipy": scipy.__version__, "pandas": pd.__version__, "numpy": np.__version__}
with open(out, "w") as file:
    json.dump({"versions": versions, "cases": found}, file, ensure_ascii=False)
    file.write("\n")
