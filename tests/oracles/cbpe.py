"""NannyML's confidence-based performance estimation (CBPE) of probabilities that are calibrated.

    python -m venv V && V/bin/pip install nannyml==0.13.1 statsmodels "pandas<3"
    V/bin/python tests/oracles/cbpe.py      writes tests/fixtures/oracles/cbpe.json

Each case has the probabilities, the decisions, and what NannyML estimates of them as one chunk. Its own calibration
is turned off: failures are drawn from the probabilities, so that these are calibrated as they are.
"""

import json
import os
import warnings
from pathlib import Path

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # it would report each use to its makers

import nannyml
import numpy as np
import pandas as pd
from nannyml.calibration import NoopCalibrator

warnings.filterwarnings("ignore")
out = Path(__file__).parent.parent / "fixtures" / "oracles" / "cbpe.json"
names = ["precision", "recall", "f1", "true_negative", "false_positive", "false_negative", "true_positive"]
rng = np.random.default_rng(6)


def rows(count, a, b, threshold):
    probability = np.round(rng.beta(a, b, count), 6)
    failure = rng.random(count) < probability
    return pd.DataFrame({"probability": probability, "alarm": (probability >= threshold) * 1, "failure": failure * 1})


def estimate(reference, current):
    cbpe = nannyml.CBPE(
        y_pred_proba="probability",
        y_pred="alarm",
        y_true="failure",
        problem_type="classification_binary",
        metrics=["precision", "recall", "f1", "confusion_matrix"],
        chunk_number=1,
        calibrator=NoopCalibrator(),
    )
    cbpe.fit(reference)
    found = cbpe.estimate(current.drop(columns="failure")).filter(period="analysis").to_df()
    assert len(found) == 1
    return {name: float(found[(name, "value")].iloc[0]) for name in names}


cases = []
for name, count, a, b, threshold in [
    ("rare failures", 400, 0.2, 5, 0.3),
    ("failures half of the time", 300, 1, 1, 0.5),
    ("more failures than the reference had", 300, 0.5, 2, 0.3),
    ("few alarms", 250, 0.4, 6, 0.35),
    ("no alarms", 60, 0.4, 6, 0.9),
]:
    reference = rows(5000, 0.2, 5, 0.3) if name.startswith("more") else rows(5000, a, b, threshold)
    current = rows(count, a, b, threshold)
    cases.append({
        "name": name,
        "probability": current["probability"].tolist(),
        "alarm": current["alarm"].tolist(),
        "estimated": estimate(reference, current),
    })

versions = {"nannyml": nannyml.__version__, "pandas": pd.__version__, "numpy": np.__version__}
out.write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
