"""Evidently's DataDriftPreset on small made-up data sets: writes tests/fixtures/oracles/drift_report.json.

    python -m venv V && V/bin/pip install evidently==0.7.23 "pandas<3" "scipy==1.17.*"
    V/bin/python tests/oracles/drift_report.py

Each data set is recorded with the methods that Evidently chose, their values, thresholds, and its verdict. Column kinds
are given to Evidently, since it tells them by another rule.
"""

import json
import warnings
from pathlib import Path

import evidently
import numpy as np
import pandas as pd
import scipy
from evidently import DataDefinition, Dataset, Report
from evidently.legacy.calculations.data_drift import get_drift_for_columns
from evidently.legacy.metric_results import DatasetColumns, DatasetUtilityColumns
from evidently.legacy.options.data_drift import DataDriftOptions
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")
OUTPUT = Path(__file__).parent.parent / "fixtures" / "oracles" / "drift_report.json"
rng = np.random.default_rng(6)


def frame(rows, shift=0.0, types=("L", "M", "H")):
    torque = np.round(rng.normal(40 + 10 * shift, 10, rows), 1)
    missing = rng.random(rows) < 0.05
    return pd.DataFrame({
        "torque_nm": torque,
        "speed_rpm": rng.integers(1200, 2800, rows) + int(shift * 20),
        "wear_min": np.where(missing, np.nan, np.round(rng.gamma(2, 50 * (1 + shift), rows), 2)),
        "failure": (rng.random(rows) < 0.2 + shift / 5).astype(int),
        "grade": rng.integers(1, 5 + (shift > 0.5), rows),
        "type": rng.choice(list(types), rows),
        "on": np.where(rng.random(rows) < 0.5 + shift / 5, "True", "False"),
        "line": np.where(rng.random(rows) < 0.03, None, rng.choice([f"line {i}" for i in range(8)], rows)),
    })


def report(name, reference, current, **options):
    numbers = [c for c in reference if pd.api.types.is_numeric_dtype(reference[c])]
    categories = [c for c in reference if c not in numbers]
    definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
    data = [Dataset.from_pandas(f.copy(), data_definition=definition) for f in (current, reference)]
    metrics = json.loads(Report([DataDriftPreset(**options)]).run(*data).json())["metrics"]
    count = next(m for m in metrics if "DriftedColumnsCount" in m["metric_name"])["value"]
    # The same once more below the preset, which does not say by itself which columns have drifted.
    columns = DatasetColumns(
        utility_columns=DatasetUtilityColumns(date=None, id=None, target=None, prediction=None),
        target_type=None, task=None, num_feature_names=numbers, cat_feature_names=categories,
        text_feature_names=[], datetime_feature_names=[], target_names=None)
    drift = get_drift_for_columns(
        current_data=current.copy(), reference_data=reference.copy(), dataset_columns=columns, agg_data=True,
        data_drift_options=DataDriftOptions(
            num_features_stattest=options.get("num_method"), cat_features_stattest=options.get("cat_method"),
            per_feature_stattest=options.get("per_column_method"),
            per_feature_threshold=options.get("per_column_threshold")))
    values = {m["config"]["column"]: m["value"] for m in metrics if "ValueDrift" in m["metric_name"]}
    cells = lambda f: {c: [None if pd.isna(v) else v for v in f[c].tolist()] for c in f}
    return {
        "name": name, "options": options, "reference": cells(reference), "current": cells(current),
        "drifted_columns": int(count["count"]), "share": count["share"], "drifted": bool(drift.dataset_drift),
        "columns": {
            c: {"method": d.stattest_name, "threshold": d.stattest_threshold, "value": float(values[c]),
                "drifted": bool(d.drift_detected)}
            for c, d in drift.drift_by_columns.items()
        },
    }


cases = [
    report("small, the same", frame(180), frame(150)),
    report("small, drifted", frame(180), frame(150, 1)),
    report("large reference, the same", frame(1010), frame(120)),
    report("large reference, drifted", frame(1010), frame(120, 1, ("L", "X"))),
    report("small reference, large current", frame(120), frame(1010, 0.3)),
    report("named methods", frame(120), frame(120, 0.4), num_method="psi", cat_method="TVD",
           per_column_method={"torque_nm": "mannw", "type": "g_test", "wear_min": "ed"},
           per_column_threshold={"speed_rpm": 0.5, "type": 0.9}),
]
versions = {"evidently": evidently.__version__, "scipy": scipy.__version__, "pandas": pd.__version__, "numpy": np.__version__}
OUTPUT.write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
