"""Scores and curves of scikit-learn on recorded cases: writes tests/fixtures/oracles/metrics.json.

Run with Python, numpy and scikit-learn installed:  python tests/oracles/metrics.py

A score that scikit-learn leaves undefined (it warns, and answers 0 or nan) is recorded as null.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.exceptions import UndefinedMetricWarning

OUTPUT = Path(__file__).parent.parent / "fixtures" / "oracles" / "metrics.json"


def cases():
    random = np.random.default_rng(20260101)

    def labelled(rows, rate, sharpness, digits=None):
        y = (random.random(rows) < rate).astype(int)
        logit = sharpness * (y - 0.5) + random.normal(size=rows) + np.log(rate / (1 - rate))
        p = 1 / (1 + np.exp(-logit))
        return y, p if digits is None else np.round(p, digits)

    yield "balanced", *labelled(60, 0.5, 1.5), 0.5
    yield "rare failures", *labelled(300, 0.05, 3), 0.3
    yield "many ties", *labelled(80, 0.3, 2, digits=1), 0.3
    yield "two decimals", *labelled(120, 0.2, 1, digits=2), 0.25
    yield "constant score", np.array([0, 1, 0, 0, 1, 0]), np.full(6, 0.3), 0.5
    yield "constant score at the threshold", np.array([0, 1, 0, 0, 1, 0]), np.full(6, 0.3), 0.3
    yield "only failures", np.ones(5, int), np.array([0.2, 0.4, 0.4, 0.9, 1.0]), 0.5
    yield "no failures", np.zeros(5, int), np.array([0.2, 0.4, 0.4, 0.9, 0.0]), 0.5
    yield "no failures, no alarms", np.zeros(3, int), np.array([0.2, 0.4, 0.1]), 0.5
    yield "perfect", np.array([0, 0, 1, 0, 1]), np.array([0.0, 0.1, 1.0, 0.2, 0.9]), 0.5
    yield "perfectly wrong", np.array([1, 1, 0, 1, 0]), np.array([0.0, 0.1, 1.0, 0.2, 0.9]), 0.5
    yield "one row that failed", np.array([1]), np.array([0.7]), 0.5
    yield "one row that did not", np.array([0]), np.array([0.7]), 0.5
    yield "two rows", np.array([0, 1]), np.array([0.7, 0.7]), 0.7
    yield "zeros and ones alone", np.array([0, 1, 1, 0, 1, 0, 0]), np.array([0, 1, 0, 1, 1, 0, 0.0]), 0.5
    yield "on the edges of bins", np.tile([0, 1, 1], 11)[:31], np.tile(np.linspace(0, 1, 11), 3)[:31], 0.5
    yield "straight stretches", np.array([1] * 4 + [0] * 4 + [1] * 4), np.linspace(0.95, 0.05, 12), 0.5
    yield "everything called a failure", *labelled(40, 0.4, 1), 0.0


def expected_calibration_error(y, p, bins=10):
    # Bins (lower, upper], the first closed below as well: np.digitize on interior edges, right edge in.
    bin_of = np.digitize(p, np.linspace(0, 1, bins + 1)[1:-1], right=True)
    return float(
        sum(
            (bin_of == b).mean() * abs(p[bin_of == b].mean() - y[bin_of == b].mean())
            for b in range(bins)
            if (bin_of == b).any()
        )
    )


def defined(compute):
    """The value, or None where scikit-learn warns that there is none."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = float(compute())
    undefined = any(
        issubclass(w.category, UndefinedMetricWarning) or "No positive class" in str(w.message) for w in caught
    )
    return None if undefined or np.isnan(value) else value


def scores(y, p, threshold):
    hard = (p >= threshold).astype(int)
    (tn, fp), (fn, tp) = metrics.confusion_matrix(y, hard, labels=[0, 1]).tolist()
    both = len(set(y)) == 2
    return {
        "accuracy": metrics.accuracy_score(y, hard),
        "precision": defined(lambda: metrics.precision_score(y, hard)),
        "recall": defined(lambda: metrics.recall_score(y, hard)),
        "f1": defined(lambda: metrics.f1_score(y, hard, zero_division=np.nan)),
        # scikit-learn answers 0 without a warning where a class or a decision is missing: 0 divided by 0.
        "mcc": metrics.matthews_corrcoef(y, hard) if both and len(set(hard)) == 2 else None,
        "roc_auc": defined(lambda: metrics.roc_auc_score(y, p)),
        "average_precision": defined(lambda: metrics.average_precision_score(y, p)),
        "brier": metrics.brier_score_loss(y, p),
        "ece": expected_calibration_error(y, p),
        "log_loss": metrics.log_loss(y, p, labels=[0, 1]),
        "confusion": {"true_negative": tn, "false_positive": fp, "false_negative": fn, "true_positive": tp},
    }


def curves(y, p):
    result = {"precision_recall": {}, "roc": {}, "calibration": {}}
    for drop in (False, True):
        precision, recall, threshold = metrics.precision_recall_curve(y, p, drop_intermediate=drop)
        result["precision_recall"]["dropped" if drop else "whole"] = None if y.sum() == 0 else {
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "threshold": threshold.tolist(),
        }
        fpr, tpr, threshold = metrics.roc_curve(y, p, drop_intermediate=drop)
        result["roc"]["dropped" if drop else "whole"] = None if len(set(y)) < 2 else {
            "false_positive_rate": fpr.tolist(),
            "true_positive_rate": tpr.tolist(),
            "threshold": threshold[1:].tolist(),
        }
    for bins in (10, 7):
        observed, mean_predicted = calibration_curve(y, p, n_bins=bins, strategy="uniform")
        count = np.bincount(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p))
        result["calibration"][str(bins)] = {
            "mean_predicted": mean_predicted.tolist(),
            "observed": observed.tolist(),
            "count": count[count > 0].tolist(),
        }
    return result


def main():
    warnings.simplefilter("ignore")
    recorded = {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [
            {
                "name": name,
                "y_true": y.tolist(),
                "probability": p.tolist(),
                "threshold": threshold,
                "scores": scores(y, p, threshold),
                "curves": curves(y, p),
            }
            for name, y, p, threshold in cases()
        ],
    }
    OUTPUT.write_text(json.dumps(recorded) + "\n")


if __name__ == "__main__":
    main()
