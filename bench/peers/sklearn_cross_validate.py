"""Cross-validation of the same recipe with scikit-learn and imbalanced-learn: CSV TREES."""
import sys
import time

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTENC
from imblearn.pipeline import Pipeline
from matrix import report
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import FunctionTransformer

sensors = ["air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "torque_nm", "tool_wear_min"]
frame = pd.read_csv(sys.argv[1])
trees = int(sys.argv[2])
max_features = int(sys.argv[3]) if sys.argv[3].isdigit() else sys.argv[3]
ratio = float(sys.argv[4])


def features(x):
    _, air, process, speed, torque, wear = x.T
    power = torque * speed * (2 * np.pi) / 60
    return np.column_stack([x, power, process - air, wear * torque])


def cross_validate():
    x = np.column_stack([frame["type"].map({"L": 0, "M": 1, "H": 2}), frame[sensors]]).astype(np.float64)
    y = frame["failure"].to_numpy(dtype=np.int64)
    recipe = Pipeline([
        ("balance", SMOTENC(categorical_features=[0], sampling_strategy=ratio, k_neighbors=5, random_state=42)),
        ("features", FunctionTransformer(features)),
        ("forest", RandomForestClassifier(n_estimators=trees, max_features=max_features, n_jobs=1, random_state=42)),
    ])
    folds = StratifiedKFold(5, shuffle=True, random_state=42)
    return y, cross_val_predict(recipe, x, y, cv=folds, method="predict_proba", n_jobs=1)[:, 1]


start = time.perf_counter()
y, scores = cross_validate()
seconds = time.perf_counter() - start
report(seconds, rows=len(y), folds=5, average_precision=average_precision_score(y, scores))
