"""imbalanced-learn's SMOTE and SMOTENC: FOLDER smote|smote-nc."""
import sys
import time

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTENC
from matrix import read_matrix, report

folder, method = sys.argv[1], sys.argv[2]
x, y = read_matrix(folder, "train")
x = x.astype(np.float64)
count = int(y.sum())
amount = {1: 2 * count}
if method == "smote":
    sampler = SMOTE(sampling_strategy=amount, k_neighbors=5, random_state=42)
else:
    x = np.ascontiguousarray(x[:, :6])
    sampler = SMOTENC(categorical_features=[0], sampling_strategy=amount, k_neighbors=5, random_state=42)
sampler.fit_resample(x, y)
start = time.perf_counter()
made, labels = sampler.fit_resample(x, y)
seconds = time.perf_counter() - start
new = made[len(x):]
report(seconds, rows=len(made), **{f"mean_{f}": float(new[:, f].mean()) for f in range(new.shape[1])},
       outside=int(((new < x[y == 1].min(axis=0)) | (new > x[y == 1].max(axis=0))).any(axis=0).sum()),
       minority=count)
