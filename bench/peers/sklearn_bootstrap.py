"""Bootstrap intervals of every score with scikit-learn's metrics: CSV SAMPLES."""
import sys
import time

import numpy as np
import pandas as pd
from matrix import report
from sklearn import metrics

frame = pd.read_csv(sys.argv[1])
samples = int(sys.argv[2])
y = frame["failure"].to_numpy()
probability = frame["probability"].to_numpy(dtype=np.float64)
edges = np.linspace(0, 1, 11)


def scores(y, p):
    # The scores of a decision follow from one confusion matrix: quicker than a function of scikit-learn for each.
    (tn, fp), (fn, tp) = metrics.confusion_matrix(y, p >= 0.5, labels=[0, 1])
    precision = tp / (tp + fp) if tp + fp else np.nan
    recall = tp / (tp + fn) if tp + fn else np.nan
    root = np.sqrt(float(tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    bins = np.minimum((p * 10).astype(int), 9)
    counts = np.bincount(bins, minlength=10)
    gap = np.abs(np.bincount(bins, p, 10) - np.bincount(bins, y, 10))
    return {
        "accuracy": (tp + tn) / len(y),
        "precision": precision,
        "recall": recall,
        "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else np.nan,
        "mcc": (float(tp) * tn - float(fp) * fn) / root if root else np.nan,
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "ece": gap[counts > 0].sum() / len(y),
        "log_loss": metrics.log_loss(y, p, labels=[0, 1]),
    }


def bootstrap():
    random = np.random.default_rng(42)
    found = []
    for _ in range(samples):
        rows = random.integers(0, len(y), len(y))
        found.append(scores(y[rows], probability[rows]))
    return pd.DataFrame(found).quantile([0.025, 0.975])


start = time.perf_counter()
ends = bootstrap()
seconds = time.perf_counter() - start
report(seconds, **{f"{name}_{end}": float(ends[name].iloc[i]) for name in ends for i, end in enumerate(["low", "high"])})
