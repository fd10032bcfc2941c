"""The same steps with pandas and scikit-learn: CSV FOLDER."""
import os
import sys
import time

import numpy as np
import pandas as pd
import pyarrow.feather  # noqa: F401, so that importing it is no part of the time
from matrix import report
from sklearn.model_selection import GroupShuffleSplit

start = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
frame["power_w"] = frame["torque_nm"] * frame["rotational_speed_rpm"] * (2 * np.pi) / 60
frame["temperature_difference_k"] = frame["process_temperature_k"] - frame["air_temperature_k"]
frame["strain_min_nm"] = frame["tool_wear_min"] * frame["torque_nm"]
frame = frame.drop(columns=["twf", "hdf", "pwf", "osf", "rnf"])
split = GroupShuffleSplit(n_splits=1, test_size=0.3, random_state=42)
train, test = next(split.split(frame, groups=frame["machine_id"]))
frame.iloc[train].reset_index(drop=True).to_feather(os.path.join(sys.argv[2], "train.feather"))
frame.iloc[test].reset_index(drop=True).to_feather(os.path.join(sys.argv[2], "test.feather"))
seconds = time.perf_counter() - start
report(seconds, rows=len(frame))
