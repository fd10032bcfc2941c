"""Folds of whole groups as scikit-learn's StratifiedGroupKFold puts them. No two groups have the same spread of
classes, so that the order in which groups are placed is theirs alone.

    python tests/oracles/folds.py      writes tests/fixtures/oracles/folds.json
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "folds.json"
rng = np.random.default_rng(11)

cases = []
for groups, folds in [(12, 3), (25, 5), (40, 4)]:
    machine, failure = [], []
    for group, spread in enumerate(rng.permutation(np.arange(3, 3 + groups))):
        failures = int(rng.integers(0, 4))
        rows = 2 * failures + int(spread)
        machine += [f"machine-{group}"] * rows
        failure += [1] * failures + [0] * (rows - failures)
    order = rng.permutation(len(machine))
    machine, failure = np.array(machine)[order], np.array(failure)[order]
    assigned = np.empty(len(machine), int)
    for fold, (_, test) in enumerate(StratifiedGroupKFold(folds).split(machine, failure, machine)):
        assigned[test] = fold
    cases.append({
        "folds": folds,
        "machine_id": machine.tolist(),
        "failure": failure.tolist(),
        "assigned": assigned.tolist(),
    })

out.write_text(json.dumps({"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}) + "\n")
