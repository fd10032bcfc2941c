"""What a packaged model says of readings that it cannot score."""

import json
import sys

import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException

task = json.load(sys.stdin)
model = mlflow.pyfunc.load_model(task["package"])
good = pd.DataFrame(task["readings"])
named = good.set_axis(["press-1", "press-2", "press-3"])
torques = {
    "a missing number": [40.0, np.nan, 41.0],
    "a missing integer": pd.array([40, pd.NA, 41], dtype="Int64"),
    "a missing object": [40, None, "41"],
    "an infinite number": [40.0, 41.0, -np.inf],
    "text": ["40", "41", "42"],
    "a time": pd.to_datetime(["2026-01-31", "2026-02-01", "2026-02-02"]),
    "a flag": [True, False, True],
    "a complex number": [40 + 1j, 41, 42],
}
types = {
    "an unknown type": ["L", "X", "H"],
    "a type in small letters": ["L", "M", "h"],
    "a missing type": ["L", None, "H"],
    "a type's code": [0, 1, 2],
    "an unknown category": pd.Categorical(["L", "XL", "H"]),
    "a list": ["L", ["M"], "H"],
}
frames = {
    **{name: named.assign(torque_nm=values) for name, values in torques.items()},
    **{name: named.assign(type=values) for name, values in types.items()},
    "rows without names": good.assign(tool_wear_min=[1.0, 2.0, np.nan]),
    "a missing column": good.drop(columns="torque_nm"),
    "a column twice": pd.concat([good, good[["torque_nm"]]], axis=1),
}


def refusal(predict, frame):
    try:
        predict(frame)
        return None
    except MlflowException as error:
        return [error.error_code, error.message]


# MLflow looks at the columns before the loader does; who calls the loader alone is told too.
loader = model._model_impl
json.dump(
    {
        "good": model.predict(named)["failure"].tolist(),
        "through MLflow": {name: refusal(model.predict, frame) for name, frame in frames.items()},
        "alone": {name: refusal(loader.predict, frame) for name, frame in frames.items()},
    },
    sys.stdout,
)
