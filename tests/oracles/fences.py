"""IQR fences on all rows of AI4I 2020 as pandas computes them, and what plain removal throws away.

    AI4I_CSV=… python tests/oracles/fences.py      writes tests/fixtures/oracles/fences.json
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "fences.json"
data = pd.read_csv(os.environ["AI4I_CSV"], encoding="utf-8-sig")
failed = data["Machine failure"] == 1
frame = pd.DataFrame({
    "air_temperature_k": data["Air temperature [K]"],
    "process_temperature_k": data["Process temperature [K]"],
    "rotational_speed_rpm": data["Rotational speed [rpm]"].astype(float),
    "torque_nm": data["Torque [Nm]"],
    "tool_wear_min": data["Tool wear [min]"].astype(float),
})
frame["power_w"] = frame.torque_nm * frame.rotational_speed_rpm * (2 * np.pi) / 60
frame["temperature_difference_k"] = frame.process_temperature_k - frame.air_temperature_k
frame["strain_min_nm"] = frame.tool_wear_min * frame.torque_nm

kept = pd.Series(True, index=frame.index)
fences = {}
for name, values in frame.items():
    q1, q3 = values.quantile(0.25), values.quantile(0.75)
    lower, upper = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
    inside = values.between(lower, upper)
    kept &= inside
    fences[name] = {
        "lower": float(lower),
        "upper": float(upper),
        "rows": int((~inside).sum()),
        "failures": int((~inside & failed).sum()),
    }

out.write_text(json.dumps({
    "versions": {"numpy": np.__version__, "pandas": pd.__version__},
    "fences": fences,
    "removed": {"rows": int((~kept).sum()), "failures": int((~kept & failed).sum())},
}) + "\n")
